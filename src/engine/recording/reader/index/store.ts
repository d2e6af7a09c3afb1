/** Indexes on disk: read if they fit their segment, else made from it and kept for the next time. */
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { indexFileName } from '../../../../shared/layout.ts';
import { segmentNumber } from '../../../../shared/layout.ts';
import { writeDerived } from '../../durable-write.ts';
import { DataLine } from '../../scan/data-line.ts';
import { Holes } from '../../scan/holes.ts';
import { readLines } from '../../scan/line-window.ts';
import { Problems } from '../../scan/problems.ts';
import { SegmentScanner } from '../../scan/segment-scanner.ts';
import { RecordingSummary } from '../../summary.ts';
import { IndexBuilder } from './builder.ts';
import {
  decodeBounds,
  decodeIndex,
  encodeIndex,
  type IndexBounds,
  type SegmentIndex,
} from './format.ts';

const HEAD_BYTES = 4096;

/** CRC-32 of the first 4 KiB of a segment, or null when it is shorter (it may still grow there). */
export async function headOf(path: string): Promise<string | null> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return bytesRead < HEAD_BYTES ? null : crc32(head).toString(16).padStart(8, '0');
  } finally {
    await file.close();
  }
}

/** Keeps an index. A folder that cannot be written only costs the time to make it again. */
export async function saveIndex(
  folder: string,
  file: string,
  builder: IndexBuilder,
  size: number,
): Promise<void> {
  const head = await headOf(join(folder, file));
  if (head === null) return;
  try {
    await writeDerived(join(folder, indexFileName(file)), encodeIndex(builder.index(head, size)));
  } catch {
    // Read-only, full or gone: the index is not the data.
    return;
  }
}

/** The index on disk, if there is one that belongs to this segment as it is. */
async function loadIndex(folder: string, file: string): Promise<SegmentIndex | null> {
  try {
    const index = decodeIndex(await readFile(join(folder, indexFileName(file))));
    if (index === null) return null;
    const { size } = await stat(join(folder, file));
    return index.size <= size && index.head === (await headOf(join(folder, file))) ? index : null;
  } catch {
    return null;
  }
}

/** What an index on disk says of the whole segment, if it covers the segment as it is. */
export async function loadBounds(folder: string, file: string): Promise<IndexBounds | null> {
  try {
    const bounds = decodeBounds(await readFile(join(folder, indexFileName(file))));
    if (bounds === null) return null;
    const { size } = await stat(join(folder, file));
    return bounds.size === size && bounds.head === (await headOf(join(folder, file)))
      ? bounds
      : null;
  } catch {
    return null;
  }
}

/** The index of one segment, kept up to date while the segment grows. */
export class IndexedSegment {
  readonly #folder: string;
  readonly file: string;
  #index: SegmentIndex | null = null;
  #builder: IndexBuilder | null = null;
  #scanner: SegmentScanner | null = null;
  /** Of the file, when its index was last asked for: whole lines and what follows them. */
  fileSize = 0;

  /** @param folder That of the lane. */
  constructor(folder: string, file: string) {
    this.#folder = folder;
    this.file = file;
  }

  get path(): string {
    return join(this.#folder, this.file);
  }

  /**
   * Covers every whole line that is in the file now.
   * @throws what the file system says; the signal's reason
   */
  async index(signal?: AbortSignal): Promise<SegmentIndex> {
    const { size } = await stat(this.path);
    this.fileSize = size;
    this.#index ??= await loadIndex(this.#folder, this.file);
    const known = this.#index;
    if (known !== null && known.size === size) return known;
    // A loaded index cannot be gone on with; one of our own can, unless the file was cut.
    if (known !== null && (this.#builder === null || known.size > size)) {
      this.#builder = null;
      this.#scanner = null;
      this.#index = null;
    }
    return this.#extend(this.#index?.size ?? 0, signal);
  }

  async #extend(from: number, signal: AbortSignal | undefined): Promise<SegmentIndex> {
    const builder = (this.#builder ??= new IndexBuilder());
    const scanner = (this.#scanner ??= scannerFor(this.file, builder));
    const file = await open(this.path);
    try {
      const { end, size } = await readLines(file, { from, signal }, scanner);
      this.fileSize = size;
      this.#index = builder.index('', end);
      if (from === 0 && end === size) await saveIndex(this.#folder, this.file, builder, end);
      return this.#index;
    } catch (error) {
      // Half a piece was taken in: begin again the next time.
      this.#builder = null;
      this.#scanner = null;
      this.#index = null;
      throw error;
    } finally {
      await file.close();
    }
  }
}

function scannerFor(file: string, builder: IndexBuilder): SegmentScanner {
  const lane = {
    summary: new RecordingSummary(),
    problems: new Problems(),
    holes: new Holes(),
    data: new DataLine(false),
  };
  return new SegmentScanner(lane, file, segmentNumber(file) ?? 0, builder, null);
}
