/** Compares an uploaded recording with its manifest, without bringing it back. */
import { createHash } from 'node:crypto';
import type { GapRecord } from '../../shared/records.ts';
import type { Manifest, ManifestFile, RecordingStatus } from '../recording/manifest.ts';
import { worseStatus } from '../recording/status.ts';
import { candidates } from './candidates.ts';
import { withRetries } from './retries.ts';
import {
  readStoredManifest,
  totalBytes,
  type StoredFacts,
  type StoredRecording,
} from './stored-recording.ts';

/** stored-checksum: by the SHA-256 that the store keeps. whole-read: every byte was read. */
export type CheckedBy = 'stored-checksum' | 'whole-read';

export interface StoredVerification {
  readonly where: string;
  readonly recordingId: string;
  readonly status: RecordingStatus;
  /** What is wrong, in words. */
  readonly problems: readonly string[];
  readonly gaps: readonly GapRecord[];
  readonly manifest: Manifest;
  /** How the files were checked that are as they should be; in the manifest's order. */
  readonly checked: readonly { readonly path: string; readonly by: CheckedBy }[];
}

export interface StoredVerifyOptions {
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  /** Called once, with the bytes of all files. */
  readonly onTotal?: (bytes: number) => void;
  /** Reads every byte, also where the store keeps a SHA-256. */
  readonly readAll: boolean;
}

/**
 * Every file of the manifest, by size and SHA-256. That the bytes are sound lines was proven when the
 * recording was finalised; its hashes vouch for that.
 *
 * @throws RecorderError when the manifest cannot be read, or the store cannot be asked
 */
export async function verifyStored(
  stored: StoredRecording,
  options: StoredVerifyOptions,
): Promise<StoredVerification> {
  const { manifest } = await readStoredManifest(stored, options.signal);
  options.onTotal?.(totalBytes(manifest.files));
  const problems: string[] = [];
  const checked: { path: string; by: CheckedBy }[] = [];
  if (manifest.status === 'recording')
    problems.push('the manifest is not that of a final recording');
  for (const file of manifest.files) {
    const result = await checkFile(stored, file, options);
    if ('problem' in result) problems.push(result.problem);
    else checked.push({ path: file.path, by: result.by });
  }
  return {
    where: stored.describe(),
    recordingId: manifest.recordingId,
    status: worseStatus(problems.length > 0 ? 'damaged' : 'complete', manifest.status),
    problems,
    gaps: manifest.gaps,
    manifest,
    checked,
  };
}

async function checkFile(
  stored: StoredRecording,
  file: ManifestFile,
  { signal, onBytes, readAll }: StoredVerifyOptions,
): Promise<{ readonly by: CheckedBy } | { readonly problem: string }> {
  const { path, size } = file;
  let problem = `${path} is missing`;
  const differs = `${path} is not the file that was finalised (its SHA-256 differs)`;
  const onOther = (facts: StoredFacts): void => {
    const words = `${path} has ${facts.size} bytes; ${size} were recorded`;
    problem = facts.size === size ? differs : words;
  };
  for await (const { name, isProven } of candidates(stored, file, signal, onOther)) {
    if (isProven && !readAll) {
      onBytes(size);
      return { by: 'stored-checksum' };
    }
    const read = await withRetries(signal, () => hash(stored, name, signal, onBytes));
    if (read === file.sha256) return { by: 'whole-read' };
    problem = differs;
  }
  return { problem };
}

async function hash(
  stored: StoredRecording,
  name: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const sum = createHash('sha256');
  let told = 0;
  try {
    const content: AsyncIterable<Buffer> = await stored.read(name, 0, signal);
    for await (const chunk of content) {
      sum.update(chunk);
      told += chunk.length;
      onBytes(chunk.length);
    }
  } catch (thrown) {
    // Whoever tries again tells it again.
    onBytes(-told);
    signal.throwIfAborted();
    throw stored.explain(thrown);
  }
  return sum.digest('hex');
}
