/** What the engine's recordings are called and where they lie, remembered between questions. */
import type { Engine } from '../../engine/engine.ts';
import { RecorderError } from '../../shared/errors.ts';
import type { WindowRecording } from '../../shared/ipc/recordings.ts';
import { recordingViews } from './recording-views.ts';

export class RecordingLibrary {
  readonly #engine: () => Engine;
  readonly #names = new Map<string, string>();
  readonly #folders = new Map<string, string>();

  constructor(engine: () => Engine) {
    this.#engine = engine;
  }

  async list(): Promise<WindowRecording[]> {
    const engine = this.#engine();
    const views = recordingViews(await engine.recordings(), engine.uploads());
    for (const { recordingId, sessionName, folder } of views) {
      this.#names.set(recordingId, sessionName);
      this.#folders.set(recordingId, folder);
    }
    return views;
  }

  nameOf(recordingId: string): string | undefined {
    return this.#names.get(recordingId);
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
