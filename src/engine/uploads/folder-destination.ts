import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RecorderError } from '../../shared/errors.ts';
import { renameNew, syncFolder } from '../recording/durable-write.ts';
import { hashFile } from '../recording/file-hash.ts';
import { errnoOf } from '../state/disk-error.ts';
import type { Destination, PutContext, PutOutcome, UploadSource } from './destination.ts';
import { folderError } from './folder-error.ts';
import { pathOfKey } from './folder-path.ts';
import { openSource } from './source-stream.ts';
import { keysFor } from './spare-key.ts';

/** Says that this is the folder itself, not the empty place where its disk or share is mounted. */
export const MARKER_FILE = '.syncflow-recorder-uploads';
const MARKER_TEXT =
  'SyncFlow Recorder copies recordings here. Keep this file: without it the recorder takes the folder\n' +
  'for a mount point without its disk, and copies nothing.\n';
/** What is being copied has this at the end of its name. */
const PART = '.part';

export interface FolderDestinationOptions {
  /** Absolute path; must exist, it is never made. */
  readonly folder: string;
  /** Whether something was verified there before: then the marker must be there. */
  readonly wasUsed: () => boolean;
}

/** A folder on a local disk or a mounted share. Files are copied, synced, read back, never overwritten. */
export function createFolderDestination(options: FolderDestinationOptions): Destination {
  return new FolderDestination(options);
}

class FolderDestination implements Destination {
  readonly kind = 'folder';
  readonly bucket: string;
  readonly #wasUsed: () => boolean;

  constructor({ folder, wasUsed }: FolderDestinationOptions) {
    this.bucket = folder;
    this.#wasUsed = wasUsed;
  }

  describe(): string {
    return `folder ${this.bucket}`;
  }

  async put(file: UploadSource, context: PutContext): Promise<PutOutcome> {
    const { signal } = context;
    try {
      await this.#refuseMissing();
      return await this.#storeFree(file, context);
    } catch (thrown) {
      if (signal.aborted) {
        throw new RecorderError('upload-cancelled', `The copy of ${file.key} was ended.`);
      }
      throw folderError(thrown, this.bucket);
    }
  }

  abandon(_token: string): Promise<void> {
    // A copy that was ended has removed what it had written.
    return Promise.resolve();
  }

  async probe(key: string): Promise<void> {
    const path = pathOfKey(this.bucket, key);
    const text = `syncflow-recorder was here: ${new Date().toISOString()} ${randomUUID()}\n`;
    try {
      await this.#refuseMissing();
      await makeFolder(dirname(path));
      const file = await open(path, 'w', 0o600);
      await withHandle(file, () => file.writeFile(text));
      if ((await readFile(path, 'utf8')) !== text) {
        throw new RecorderError('storage-checksum', `The ${this.describe()} gives other bytes.`);
      }
    } catch (thrown) {
      throw folderError(thrown, this.bucket);
    }
  }

  close(): void {
    // Nothing is kept open.
  }

  /** A share that is away often leaves an empty folder; what is written there would fill the wrong disk. */
  async #refuseMissing(): Promise<void> {
    const found = await stat(this.bucket);
    if (!found.isDirectory()) {
      throw new RecorderError('storage-unreachable', `${this.bucket} is no folder.`);
    }
    const marker = join(this.bucket, MARKER_FILE);
    const isMarked = await stat(marker).then(
      () => true,
      (thrown: unknown) => {
        if (errnoOf(thrown) === 'ENOENT') return false;
        throw thrown;
      },
    );
    if (isMarked) return;
    if (this.#wasUsed()) {
      throw new RecorderError(
        'storage-unreachable',
        `The folder ${this.bucket} is there, but ${MARKER_FILE} in it is gone: is its disk or share connected?`,
      );
    }
    const file = await open(marker, 'w', 0o600);
    await withHandle(file, () => file.writeFile(MARKER_TEXT));
    await syncFolder(this.bucket);
  }

  /** Under its own name, or under the first spare one that nothing else has. */
  async #storeFree(file: UploadSource, context: PutContext): Promise<PutOutcome> {
    for (const key of keysFor(file.key)) {
      const how = await this.#store(file, pathOfKey(this.bucket, key), context);
      if (how === 'taken') continue;
      return { how, checkedBy: 'read-back', renamedTo: key === file.key ? null : key };
    }
    throw new RecorderError(
      'storage-conflict',
      `The ${this.describe()} has other files under ${file.key} and all its spare names.`,
    );
  }

  /** taken: another file lies there; nothing was changed. */
  async #store(
    file: UploadSource,
    path: string,
    context: PutContext,
  ): Promise<PutOutcome['how'] | 'taken'> {
    const before = await lies(file, path, context.signal);
    if (before !== 'nothing') return before === 'same' ? 'already-there' : 'taken';
    await makeFolder(dirname(path));
    // Of its own: another recorder may copy the same file here, and what a crash left is nobody's.
    const part = `${path}.${randomUUID()}${PART}`;
    try {
      await copy(file, part, context);
      const stored = await hashFile(part, context.signal);
      if (stored !== file.sha256) {
        throw new RecorderError(
          'storage-checksum',
          `The ${this.describe()} has other bytes under ${file.key} than were written.`,
        );
      }
      await renameNew(part, path);
      return 'sent';
    } catch (thrown) {
      await rm(part, { force: true }).catch(() => undefined);
      if (errnoOf(thrown) !== 'EEXIST') throw thrown;
      return (await lies(file, path, context.signal)) === 'same' ? 'already-there' : 'taken';
    }
  }
}

/** What lies under a name. */
async function lies(
  file: UploadSource,
  path: string,
  signal: AbortSignal,
): Promise<'nothing' | 'same' | 'other'> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size !== file.size) return 'other';
    return (await hashFile(path, signal)) === file.sha256 ? 'same' : 'other';
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return 'nothing';
    throw thrown;
  }
}

/** Faults of the local file are its own, not those of the folder. */
async function copy(
  file: UploadSource,
  part: string,
  { signal, onProgress }: PutContext,
): Promise<void> {
  const target = await open(part, 'wx', 0o600);
  const faulty = new AbortController();
  let refused: unknown = null;
  const source = openSource(file, onProgress, () => {
    faulty.abort();
  });
  try {
    await withHandle(target, () =>
      pipeline(
        source.body,
        async (chunks: AsyncIterable<Buffer>) => {
          for await (const chunk of chunks) {
            await target.writeFile(chunk).catch((thrown: unknown) => {
              refused = thrown;
              throw thrown;
            });
          }
        },
        { signal: AbortSignal.any([signal, faulty.signal]) },
      ),
    );
  } catch (thrown) {
    // Whichever fails ends the other, which then complains as well.
    throw refused ?? source.fault() ?? thrown;
  } finally {
    source.close();
  }
}

/** Does the work, syncs and closes. */
async function withHandle(file: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes a folder with all above it, each of them durable. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}
