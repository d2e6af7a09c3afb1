/** The file of diagnostics from the window: collected, looked at, then saved as it was shown. */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { DiagnosticsPreview } from '../../shared/ipc/desktop.ts';
import { RecorderError } from '../../shared/errors.ts';
import { software } from '../../shared/software.ts';
import { collectDiagnostics, type DiagnosticsEntry } from '../../engine/diagnostics/collect.ts';
import { writeDiagnostics } from '../../engine/diagnostics/zip-file.ts';
import type { RecorderHost } from '../recorder/recorder-host.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { SetupService } from '../setup/setup-service.ts';
import { tail } from './log-lines.ts';

const MOST_LOG_BYTES = 2 * 1024 * 1024;
const MOST_ROWS = 1000;

export interface DiagnosticsOptions {
  readonly settings: SettingsStore;
  readonly setup: SetupService;
  readonly host: RecorderHost;
  readonly logFile: string;
}

export class Diagnostics {
  readonly #options: DiagnosticsOptions;
  #collected: { readonly id: string; readonly entries: readonly DiagnosticsEntry[] } | null = null;

  constructor(options: DiagnosticsOptions) {
    this.#options = options;
  }

  async preview(): Promise<DiagnosticsPreview> {
    const { settings, setup, host, logFile } = this.#options;
    const snapshot = host.snapshot();
    const { form, source, protection } = setup.view();
    const running = snapshot.engine.state === 'running';
    const everything = { states: [], recordingId: null, offset: 0, limit: MOST_ROWS };
    const older = logFile.replace(/\.log$/, '.old.log');
    const logs = await Promise.all(
      [logFile, older].map(async (path) => {
        const { text } = await tail(path, MOST_LOG_BYTES);
        return { name: basename(path), text };
      }),
    );
    const { setup: _stored, ...app } = settings.current;
    const entries = await collectDiagnostics({
      software,
      dataFolder: form?.dataFolder ?? null,
      settings: { source, protection, app, form },
      health: snapshot,
      uploads: running ? host.engine.uploading.page(everything).rows : null,
      logs: logs.filter(({ text }) => text !== ''),
    });
    const collected = { id: randomUUID(), entries };
    this.#collected = collected;
    return {
      previewId: collected.id,
      entries: entries.map(({ name, what, text }) => ({
        ...{ name, what },
        bytes: Buffer.byteLength(text),
      })),
    };
  }

  /** Exactly what was shown. @throws RecorderError */
  async save(previewId: string, path: string): Promise<void> {
    if (this.#collected?.id !== previewId) {
      throw new RecorderError('config-unreadable', 'The diagnostics have to be collected again.');
    }
    await writeDiagnostics(path, this.#collected.entries, true);
  }
}
