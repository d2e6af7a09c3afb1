/**
 * Deletes the local data of recordings that are verified in every destination, so many days after their
 * end, when the settings say so. Each deletion is written down before the first file goes; what a crash
 * leaves half done is finished at the next look.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { toRecorderError } from '../../shared/errors.ts';
import type { PlannedDeletion } from '../disk-forecast.ts';
import { pathExists } from '../path-exists.ts';
import { syncFolder } from '../recording/durable-write.ts';
import type { Log } from '../../shared/log.ts';
import type { DeletedRecording } from '../state/deleted-recordings.ts';
import type { SessionRow } from '../state/sessions-table.ts';
import type { StateDatabase } from '../state/state-database.ts';
import type { DestinationKind, UploadRow } from '../state/upload-rows.ts';
import { judgeRetention, type RetentionVerdict } from './judge.ts';
import { readLocalRecording, type LocalRecording } from './recording-folder.ts';
import type { AskDestination, LostFile } from './still-stored.ts';

export interface RetentionOptions {
  readonly dataFolder: string;
  readonly state: StateDatabase;
  readonly keepDays: number | null;
  /** Those of a project that are set up. */
  readonly destinationsOf: (projectId: string) => readonly DestinationKind[];
  /** Asked again before anything goes: the ledger may be old. */
  readonly ask: AskDestination;
  readonly log: Log;
  readonly onChange: () => void;
  /** Unix milliseconds. */
  readonly now?: () => number;
}

/** What becomes of one recording. */
export interface RetentionCase {
  readonly recordingId: string;
  readonly folder: string;
  readonly bytes: number;
  readonly verdict: RetentionVerdict;
}

const INTERVAL_MS = 10 * 60_000;
/** Beside the recordings, so that nothing takes what is being deleted for a recording. */
const TRASH = 'deleting';

export class Retention {
  readonly #options: RetentionOptions;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #planned: readonly PlannedDeletion[] = [];
  readonly #stopped = new AbortController();

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.look();
    }, INTERVAL_MS);
    this.look();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#looking;
  }

  /** What will be deleted, as of the last look. */
  get planned(): readonly PlannedDeletion[] {
    return this.#planned;
  }

  /** One look, unless one is under way. */
  look(): void {
    this.#looking ??= this.run()
      .then(
        () => undefined,
        (thrown: unknown) => {
          const { code, message } = toRecorderError(thrown);
          this.#options.log.warn('old recordings cannot be looked for', { code, error: message });
        },
      )
      .finally(() => {
        this.#looking = null;
      });
  }

  /** Deletes what is due. Returns what was found, before that. */
  async run(): Promise<readonly RetentionCase[]> {
    const { state } = this.#options;
    for (const row of state.deleted.list('deleting')) await this.#finish(row);
    if (this.#options.keepDays === null) {
      this.#planned = [];
      return [];
    }
    const cases: RetentionCase[] = [];
    for (const session of state.sessions.list({ state: 'ended' })) {
      if (this.#stopped.signal.aborted) break;
      const found = await this.#caseOf(session, this.#options.keepDays, true);
      if (found === null) continue;
      cases.push(found.case);
      const { recordingId } = found.case;
      if (state.deleted.get(recordingId)?.state === 'deleted') {
        state.deleted.setState(recordingId, 'fetched', this.#now());
      } else if (found.case.verdict.do === 'delete') {
        await this.#delete(session, found.local);
      }
    }
    this.#planned = cases.flatMap(({ bytes, verdict }) =>
      verdict.do === 'wait' ? [{ at: verdict.dueAt, bytes }] : [],
    );
    return cases;
  }

  /** What would be deleted now or later, and why the others stay. Changes nothing. */
  async dryRun(): Promise<readonly RetentionCase[]> {
    const cases: RetentionCase[] = [];
    for (const session of this.#options.state.sessions.list()) {
      const found = await this.#caseOf(session, this.#options.keepDays, false);
      if (found !== null) cases.push(found.case);
    }
    return cases;
  }

  /**
   * Deletes the local data of one recording whatever the settings keep, if nothing else speaks against it.
   * The verdict is `delete` when it is gone.
   */
  async deleteNow(recordingId: string): Promise<RetentionVerdict> {
    while (this.#looking !== null) await this.#looking;
    const deleting = this.#deleteNow(recordingId);
    const ended = (): void => {
      this.#looking = null;
    };
    // Nothing else is looked at meanwhile; who waits for that need not hear of a failure here.
    this.#looking = deleting.then(ended, ended);
    return deleting;
  }

  async #deleteNow(recordingId: string): Promise<RetentionVerdict> {
    const { state } = this.#options;
    const session = state.sessions.byRecording(recordingId);
    const found = session === null ? null : await this.#caseOf(session, 0, true);
    if (session === null || found === null) {
      return { do: 'keep', why: 'it cannot be read on this disk' };
    }
    const { verdict } = found.case;
    if (verdict.do !== 'delete') return verdict;
    await this.#delete(session, found.local);
    if (state.deleted.get(recordingId)?.state === 'deleted') return verdict;
    return { do: 'keep', why: 'it could not be deleted; the log has the details' };
  }

  /**
   * Null: there is no local data.
   * @param keepDays Null: local data is kept.
   * @param notesLoss Whether what is lost is written into the ledger.
   */
  async #caseOf(
    session: SessionRow,
    keepDays: number | null,
    notesLoss: boolean,
  ): Promise<{ readonly case: RetentionCase; readonly local: LocalRecording } | null> {
    const { state, dataFolder, destinationsOf, log } = this.#options;
    const { recordingId, folder, projectId } = session;
    if (recordingId === null || folder === null) return null;
    const path = resolve(dataFolder, folder);
    if (!path.startsWith(`${resolve(dataFolder)}${sep}`)) return null;
    try {
      const local = await readLocalRecording(path);
      const deleted = state.deleted.get(recordingId);
      const rows = state.uploads.list({ recordingId });
      const destinations = destinationsOf(projectId);
      const judged = judgeRetention({
        ...{ now: this.#now(), keepDays, destinations, rows },
        ...local,
        isOver: session.state === 'ended' && local.manifest.recordingId === recordingId,
        // One that was deleted and is there has been put back; its days begin anew.
        fetchedAt: deleted?.state === 'deleted' ? this.#now() : (deleted?.at ?? null),
      });
      const verdict =
        judged.do === 'delete' ? await this.#asked(judged, destinations, rows, notesLoss) : judged;
      return { case: { recordingId, folder: path, bytes: local.bytes, verdict }, local };
    } catch (thrown) {
      if (!(await pathExists(path))) return null;
      const { message } = toRecorderError(thrown);
      log.warn('a recording stays, because it cannot be read', { recordingId, error: message });
      return null;
    }
  }

  /** The verdict to delete, unless a destination does not confirm that it has everything. */
  async #asked(
    verdict: RetentionVerdict,
    destinations: readonly DestinationKind[],
    rows: readonly UploadRow[],
    notesLoss: boolean,
  ): Promise<RetentionVerdict> {
    const { ask, log } = this.#options;
    for (const destination of destinations) {
      const ours = rows.filter(
        (row) => row.destination === destination && row.state === 'verified',
      );
      const where = destination === 's3' ? 'bucket' : 'folder';
      try {
        const lost = await ask(destination, ours, this.#stopped.signal);
        if (lost === null) continue;
        if (notesLoss) this.#noteLoss(lost);
        return { do: 'keep', why: `${lost.row.file} ${lost.what}` };
      } catch (thrown) {
        const { code, message } = toRecorderError(thrown);
        const recordingId = ours[0]?.recordingId;
        const facts = { recordingId, destination, code, error: message };
        log.warn('local data stays, because it is not sure what is stored', facts);
        const why = `the ${where} cannot be asked whether it still has everything: ${message}`;
        return { do: 'keep', why };
      }
    }
    return verdict;
  }

  /** The ledger must not call verified what is not there. Only a person's order sends it again. */
  #noteLoss({ row, what }: LostFile): void {
    const { state, log, onChange } = this.#options;
    const { id, recordingId, file } = row;
    const error = {
      code: 'stored-gone',
      message: `It was verified, but ${file} ${what}.`,
    } as const;
    state.uploads.change(id, ['verified'], { state: 'failed', error }, 'failed', this.#now());
    log.error('what was verified is not stored any more', { recordingId, file, what });
    onChange();
  }

  async #delete(session: SessionRow, local: LocalRecording): Promise<void> {
    const { state, log, dataFolder } = this.#options;
    const { recordingId } = local.manifest;
    const { files, bytes } = local;
    state.deleted.begin({
      ...{ recordingId, files, bytes, projectId: session.projectId },
      folder: relative(dataFolder, local.folder),
      manifest: local.manifestText,
      at: this.#now(),
    });
    const row = state.deleted.get(recordingId);
    log.info('the local data of a recording is deleted; it is verified in every destination', {
      ...{ recordingId, files, bytes },
    });
    if (row !== null) await this.#finish(row);
  }

  async #finish({ recordingId, folder }: DeletedRecording): Promise<void> {
    const { dataFolder, state, log, onChange } = this.#options;
    const from = resolve(dataFolder, folder);
    const trash = join(dataFolder, TRASH, recordingId);
    try {
      if (await pathExists(from)) {
        await mkdir(dirname(trash), { recursive: true, mode: 0o700 });
        // In one step: a recording is there whole, or not at all.
        await rename(from, trash);
        await syncFolder(dirname(from));
      }
      await rm(trash, { recursive: true, force: true });
      state.deleted.setState(recordingId, 'deleted', this.#now());
      onChange();
    } catch (thrown) {
      const { code, message } = toRecorderError(thrown);
      log.warn('local data cannot be deleted', { recordingId, code, error: message });
      // Still there, and whole: as if it had not begun.
      if (await pathExists(from)) state.deleted.forget(recordingId);
    }
  }
}
