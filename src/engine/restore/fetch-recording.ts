/** Brings an uploaded recording back: whole, verified, and without overwriting anything. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RecorderError } from '../../shared/errors.ts';
import { MANIFEST_FILE } from '../../shared/layout.ts';
import { diskSpace } from '../disk.ts';
import { renameNew } from '../recording/durable-write.ts';
import { hashFile } from '../recording/file-hash.ts';
import { formatBytes } from '../recording/receipt.ts';
import type { Manifest, ManifestFile } from '../recording/manifest.ts';
import { diskError, errnoOf } from '../state/disk-error.ts';
import { candidates } from './candidates.ts';
import { withRetries } from './retries.ts';
import { readStoredManifest, totalBytes, type StoredRecording } from './stored-recording.ts';

/** What is being brought back has this at the end of its name until it is whole and verified. */
const PART = '.part';

export interface FetchOptions {
  /** The recording's folder: new, empty, or with a part of the same recording. */
  readonly out: string;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  readonly onTotal?: (bytes: number) => void;
  /** Space that has to be left on the disk, in bytes. */
  readonly reserveBytes: number;
}

export interface FetchedRecording {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Files that were there already, whole, from an earlier try. */
  readonly kept: number;
  readonly fetched: number;
}

/**
 * Each file is written under a temporary name, compared with size and SHA-256 of the manifest, synced
 * and renamed; the manifest comes last. What an earlier try left goes on where it ended.
 *
 * @throws RecorderError `fetch-conflict` before anything is written when something else lies there;
 *   `stored-differs`, `disk-full`, …; what was whole by then stays and is not fetched again
 */
export async function fetchRecording(
  stored: StoredRecording,
  options: FetchOptions,
): Promise<FetchedRecording> {
  const { out, signal, onBytes } = options;
  const { manifest, bytes } = await readStoredManifest(stored, signal);
  if (manifest.status === 'recording') {
    throw new RecorderError(
      'recording-damaged',
      `${stored.describe()} is not of a final recording`,
    );
  }
  options.onTotal?.(totalBytes(manifest.files));
  const isComplete = await hasManifest(out, bytes);
  const missing: ManifestFile[] = [];
  for (const file of manifest.files) {
    if (await isThere(join(out, file.path), file, signal)) onBytes(file.size);
    else missing.push(file);
  }
  await makeFolder(out);
  await refuseFullDisk(out, totalBytes(missing), options.reserveBytes);
  for (const file of missing) {
    await makeFolder(dirname(join(out, file.path)));
    await fetchAny(stored, file, join(out, file.path), options);
  }
  if (!isComplete) await writeLast(join(out, MANIFEST_FILE), bytes);
  const fetched = missing.length;
  return { folder: out, manifest, kept: manifest.files.length - fetched, fetched };
}

async function refuseFullDisk(out: string, bytes: number, reserve: number): Promise<void> {
  const space = await diskSpace(out);
  if (space === null || bytes === 0 || space.freeBytes >= bytes + reserve) return;
  const words = `${formatBytes(bytes)} are to come, and only ${formatBytes(space.freeBytes)} are free at ${out} (${formatBytes(reserve)} have to stay free)`;
  throw new RecorderError('disk-full', words);
}

/** Whether an earlier try came to its end. */
function hasManifest(out: string, bytes: Buffer): Promise<boolean> {
  const expected = { size: bytes.length, sha256: sha256(bytes) };
  return isThere(join(out, MANIFEST_FILE), expected, new AbortController().signal);
}

/** Whether the file lies there already. @throws RecorderError `fetch-conflict` when another one does */
async function isThere(
  path: string,
  { size, sha256: expected }: { readonly size: number; readonly sha256: string },
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted();
  try {
    const found = await lstat(path);
    if (found.isFile() && found.size === size && (await hashFile(path)) === expected) return true;
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return false;
    throw diskError(thrown, `${path} cannot be read`);
  }
  throw new RecorderError('fetch-conflict', `${path} is there already and is another one.`);
}

/** The first of the candidates that is the file. */
async function fetchAny(
  stored: StoredRecording,
  file: ManifestFile,
  path: string,
  options: FetchOptions,
): Promise<void> {
  const { signal } = options;
  let words = `${stored.describe()}: ${file.path} is missing`;
  const onOther = (): void => {
    words = `${stored.describe()}: ${file.path} is not the file that was finalised`;
  };
  for await (const { name } of candidates(stored, file, signal, onOther)) {
    try {
      await withRetries(signal, () => fetchFile(stored, { file, name }, path, options));
      return;
    } catch (thrown) {
      if (!(thrown instanceof RecorderError) || thrown.code !== 'stored-differs') throw thrown;
      onOther();
    }
  }
  throw new RecorderError('stored-differs', `${words}.`);
}

interface NamedFile {
  readonly file: ManifestFile;
  /** What it is called where it is stored. */
  readonly name: string;
}

async function fetchFile(
  stored: StoredRecording,
  named: NamedFile,
  path: string,
  options: FetchOptions,
): Promise<void> {
  let told = 0;
  const onBytes = (bytes: number): void => {
    told += bytes;
    options.onBytes(bytes);
  };
  try {
    await fetchPart(stored, named, `${path}${PART}`, { ...options, onBytes });
    await takeName(`${path}${PART}`, path);
  } catch (thrown) {
    // Whoever tries again tells it again.
    options.onBytes(-told);
    throw thrown;
  }
}

async function fetchPart(
  stored: StoredRecording,
  { file, name }: NamedFile,
  part: string,
  { signal, onBytes }: FetchOptions,
): Promise<void> {
  const hash = createHash('sha256');
  const begun = await hashPart(part, file.size, hash, onBytes);
  let size = begun;
  const target = await open(part, begun === 0 ? 'w' : 'a', 0o600).catch((thrown: unknown) => {
    throw diskError(thrown, `${part} cannot be written`);
  });
  try {
    if (size < file.size) {
      for await (const chunk of contentOf(stored, name, size, signal)) {
        await target.writeFile(chunk);
        hash.update(chunk);
        size += chunk.length;
        onBytes(chunk.length);
      }
    }
    await target.sync();
  } catch (thrown) {
    throw errnoOf(thrown) === null ? thrown : diskError(thrown, `${part} cannot be written`);
  } finally {
    await target.close();
  }
  if (size === file.size && hash.digest('hex') === file.sha256) return;
  await rm(part, { force: true });
  const words = `${stored.describe()}: ${file.path} is not the file that was finalised.`;
  // What an earlier try has left may be what is wrong; then a fresh start helps.
  throw new RecorderError(begun > 0 ? 'storage-checksum' : 'stored-differs', words);
}

async function* contentOf(
  stored: StoredRecording,
  name: string,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  try {
    const content: AsyncIterable<Buffer> = await stored.read(name, from, signal);
    yield* content;
  } catch (thrown) {
    signal.throwIfAborted();
    throw stored.explain(thrown);
  }
}

/** Hashes what an earlier try has left; more than the file has is no part of it. @returns Its size. */
async function hashPart(
  part: string,
  limit: number,
  hash: ReturnType<typeof createHash>,
  onBytes: (bytes: number) => void,
): Promise<number> {
  try {
    const found = await lstat(part);
    if (!found.isFile()) throw new RecorderError('fetch-conflict', `${part} is no plain file.`);
    if (found.size > limit) return 0;
    const content: AsyncIterable<Buffer> = createReadStream(part);
    for await (const chunk of content) hash.update(chunk);
    onBytes(found.size);
    return found.size;
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return 0;
    throw thrown instanceof RecorderError ? thrown : diskError(thrown, `${part} cannot be read`);
  }
}

/** The manifest says that all the others are there, so it is written when they are. */
async function writeLast(path: string, bytes: Buffer): Promise<void> {
  const part = `${path}${PART}`;
  try {
    const file = await open(part, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw diskError(thrown, `${part} cannot be written`);
  }
  await takeName(part, path);
}

async function takeName(part: string, path: string): Promise<void> {
  try {
    await renameNew(part, path);
  } catch (thrown) {
    if (errnoOf(thrown) === 'EEXIST') {
      throw new RecorderError('fetch-conflict', `${path} came into being meanwhile.`);
    }
    throw diskError(thrown, `${path} cannot be written`);
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    throw diskError(thrown, `${path} cannot be made`);
  }
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
