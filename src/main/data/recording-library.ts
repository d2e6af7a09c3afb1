/** The engine's recordings, and where they lie, remembered between questions. */
import type { Engine } from '../../engine/engine.ts';
import { RecorderError } from '../../shared/errors.ts';
import type { WindowRecording } from '../../shared/ipc/recordings.ts';
import { recordingViews } from './recording-views.ts';

export class RecordingLibrary {
  readonly #engine: () => Engine;
  readonly #folders = new Map<string, string>();

  constructor(engine: () => Engine) {
    this.#engine = engine;
  }

  async list(): Promise<WindowRecording[]> {
    const engine = this.#engine();
    const views = recordingViews(await engine.recordings(), engine.uploading.fileStates());
    for (const { recordingId, folder } of views) this.#folders.set(recordingId, folder);
    return views;
  }

  /** @throws RecorderError when there is no such recording */
  async folderOf(recordingId: string): Promise<string> {
    const open = this.#engine()
      .snapshot()
      .sessions.find((session) => session.recordingId === recordingId);
    const known = open?.folder ?? this.#folders.get(recordingId);
    if (known !== undefined) return known;
    await this.list();
    const found = this.#folders.get(recordingId);
    if (found !== undefined) return found;
    throw new RecorderError('usage', 'There is no such recording in this data folder.');
  }
}
