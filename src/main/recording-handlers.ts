/** What the window's calls about recordings do: found, opened, read, brought back. */
import type { BrowserWindow } from 'electron';
import { strings } from '../shared/strings/strings.ts';
import { writeNew } from '../engine/exports/write-new.ts';
import { chooseSavePath } from './choose-save-path.ts';
import type { RecordingLibrary } from './data/recording-library.ts';
import { verificationView } from './data/recording-views.ts';
import type { Handlers } from './ipc/answer-call.ts';
import { openFolder } from './open-folder.ts';
import type { RecorderHost } from './recorder/recorder-host.ts';

type RecordingHandlers = {
  readonly [
    C in keyof Handlers as C extends `recordings:${string}` | `reading:${string}` ? C : never
  ]: Handlers[C];
};

export function recordingHandlers(
  recordings: RecordingLibrary,
  host: Pick<RecorderHost, 'engine'>,
  window: () => BrowserWindow | null,
): RecordingHandlers {
  const localFolderOf = (recordingId: string): Promise<string> =>
    recordings.localFolderOf(recordingId);
  return {
    'recordings:page': (query) => recordings.library.page(query),
    'recordings:choices': () => recordings.library.choices(),
    'recordings:refresh': () => recordings.library.refresh(),
    'recordings:get': (recordingId) => recordings.view(recordingId),
    'recordings:fetch': (recordingId) => {
      host.engine.fetchRecording(recordingId);
    },
    'recordings:verify': async (recordingId) =>
      verificationView(recordingId, await host.engine.verify(await localFolderOf(recordingId))),
    'recordings:open-folder': async (recordingId) => {
      await openFolder(await localFolderOf(recordingId));
    },
    'recordings:save-receipt': async (recordingId) => {
      const { name, text } = await recordings.receipt(recordingId);
      const out = await chooseSavePath(window(), {
        title: strings.desktop.dialogs.receiptTo,
        name: `${name}.html`,
        buttonLabel: strings.desktop.dialogs.saveReceipt,
      });
      return out === null ? null : writeNew(out, text);
    },
    'reading:open': async (recordingId, filter) =>
      recordings.library.openReading(await localFolderOf(recordingId), filter),
    'reading:rows': (readingId, offset, limit) => recordings.library.rows(readingId, offset, limit),
    'reading:row-at': (readingId, arrival) => recordings.library.rowAt(readingId, arrival),
    'reading:stop': (readingId) => recordings.library.stopReading(readingId),
    'reading:close': (readingId) => recordings.library.closeReading(readingId),
  };
}
