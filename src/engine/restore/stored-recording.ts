/** A recording where it was uploaded to, seen by what reads it back. */
import type { Readable } from 'node:stream';
import { RecorderError } from '../../shared/errors.ts';
import { MANIFEST_FILE } from '../../shared/layout.ts';
import { parseManifest, type Manifest, type ManifestFile } from '../recording/manifest.ts';
import { relativeFileSchema } from '../state/upload-rows.ts';

/** What a store says of a file without sending it. */
export interface StoredFacts {
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the whole content as the store keeps it; null when it keeps none. */
  readonly sha256: string | null;
  /** S3's checksum of checksums, when it keeps that of an object in parts (part-digests.ts). */
  readonly composite: string | null;
}

export interface StoredRecording {
  /** For messages, without secrets. */
  describe(): string;
  /** What the manifest itself is called there. */
  readonly manifestName: string;
  /**
   * What a file of the manifest may be called there: its own name, then the spare ones that it gets when
   * something else has its own (uploads/spare-key.ts).
   */
  names(file: string): Iterable<string>;
  /** Null: there is nothing of that name. */
  facts(name: string, signal: AbortSignal): Promise<StoredFacts | null>;
  /**
   * The content from a byte on.
   *
   * @throws RecorderError, at once or while it is read
   */
  read(name: string, from: number, signal: AbortSignal): Promise<Readable>;
  /** What was thrown while reading, as an error of the catalogue. */
  explain(thrown: unknown): RecorderError;
  close(): void;
}

/** A manifest is held in memory; one that is larger is not ours. */
const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;

export interface StoredManifest {
  readonly manifest: Manifest;
  /** As it is stored, byte for byte. */
  readonly bytes: Buffer;
}

/**
 * The manifest of an uploaded recording, with files that stay inside the recording.
 *
 * @throws RecorderError `not-in-store` without one, `recording-damaged`, or what the store says
 */
export async function readStoredManifest(
  stored: StoredRecording,
  signal: AbortSignal,
): Promise<StoredManifest> {
  const facts = await stored.facts(stored.manifestName, signal);
  const where = stored.describe();
  if (facts === null) {
    throw new RecorderError('not-in-store', `${where} has no ${MANIFEST_FILE}.`);
  }
  if (facts.size > MAX_MANIFEST_BYTES) {
    throw new RecorderError('recording-damaged', `the manifest of ${where} is too large`);
  }
  const chunks: Buffer[] = [];
  try {
    const content: AsyncIterable<Buffer> = await stored.read(stored.manifestName, 0, signal);
    for await (const chunk of content) chunks.push(chunk);
  } catch (thrown) {
    throw stored.explain(thrown);
  }
  const bytes = Buffer.concat(chunks);
  const manifest = parseManifest(bytes.toString('utf8'), where);
  const bad = manifest.files.find(({ path }) => !relativeFileSchema.safeParse(path).success);
  if (bad !== undefined) {
    throw new RecorderError(
      'recording-damaged',
      `the manifest of ${where} names a file outside it`,
    );
  }
  return { manifest, bytes };
}

/** Bytes of all files of a manifest. */
export function totalBytes(files: readonly ManifestFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
