/**
 * The text files of the Rust daemon, byte by byte as it writes them (syncflow-contract.md): one for each
 * participant and stay, `{time}|{nanoseconds}|{payload}` a line, and `metadata.json`. The format cannot
 * hold everything: a payload with a line break makes two lines, bytes that are no UTF-8 become U+FFFD.
 */
import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Manifest } from '../recording/manifest.ts';
import { safeName } from '../recording/safe-name.ts';
import { syncFolder } from '../recording/durable-write.ts';
import { Bytes } from './bytes.ts';
import type { ExportRow } from './export-row.ts';
import { alreadyThere, isThere, numbered, unfinishedBeside } from './free-name.ts';
import { appendText } from './json-text.ts';
import type { RowSink } from './read-rows.ts';
import { isoSeconds, readStamp, stamp } from './stamp.ts';
import { diskWork } from './disk-work.ts';

const METADATA = 'metadata.json';
const ALL_TOPICS = 'all-topics';
/** Buffered for all files together. */
const ENOUGH_BYTES = 4 * 1024 * 1024;
const PIPE = 0x7c;
const NEWLINE = 0x0a;
/** What a file of that name could not be called everywhere, or not where it should be. */
const UNSAFE = /[/\\:*?"<>|\p{Cc}]/u;
const MOST_NAME_BYTES = 120;

interface DaemonFile {
  readonly name: string;
  readonly bytes: Bytes;
}

export class DaemonFiles implements RowSink {
  readonly #path: string;
  readonly #temporary: string;
  readonly #topics: readonly string[] | null;
  /** By identity, of those who are there. */
  readonly #open = new Map<string, DaemonFile>();
  /** Files that wait to be written, those included of who has left. */
  #waiting = new Set<DaemonFile>();
  /** By name in lower case: who has it. Two participants never share a file, on no file system. */
  readonly #names = new Map<string, string>();
  #buffered = 0;
  #size = 0;
  /** Lines so far. */
  rows = 0;

  /** @param topics Only these; with exactly one it stands in the names, as the daemon has it. */
  constructor(path: string, topics: readonly string[] | null) {
    this.#path = path;
    this.#temporary = unfinishedBeside(path);
    this.#topics = topics;
  }

  get size(): number {
    return this.#size;
  }

  async open(): Promise<void> {
    await diskWork(this.#path, () => mkdir(this.#temporary, { mode: 0o700 }));
  }

  row(row: ExportRow): void {
    const { identity, source } = row;
    if (row.kind === 'participant') {
      // Who comes back gets a new file.
      const event: unknown = source === null ? null : Reflect.get(source, 'event');
      if (event === 'left' && identity !== null) this.#open.delete(identity);
      return;
    }
    if (identity === null) return;
    if (this.#topics !== null && !this.#topics.includes(row.topic ?? '')) return;
    readStamp(row.bytes, row.arrivalStart, row.arrivalEnd);
    const time = `${isoSeconds(stamp.seconds)}UTC`;
    const file = this.#open.get(identity) ?? this.#begin(identity, time);
    const { bytes } = file;
    const before = bytes.length;
    bytes.text(time);
    bytes.byte(PIPE);
    bytes.copy(row.bytes, row.arrivalStart, row.arrivalEnd);
    bytes.byte(PIPE);
    if (row.encoding === 'base64') bytes.text(Buffer.from(row.text(), 'base64').toString('utf8'));
    else appendText(bytes, row.bytes, row.payloadStart, row.limit, false);
    bytes.byte(NEWLINE);
    this.#waiting.add(file);
    this.#buffered += bytes.length - before;
    this.#size += bytes.length - before;
    this.rows += 1;
  }

  async drain(): Promise<void> {
    if (this.#buffered >= ENOUGH_BYTES) await this.#flush();
  }

  /** Writes `metadata.json` and gives the folder its name. @returns Its path */
  async finish(manifest: Manifest, mayNumber: boolean): Promise<string> {
    await this.#flush();
    const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000);
    const metadata = JSON.stringify({
      room_name: manifest.room.name,
      topic: this.#topic,
      started_at: seconds(manifest.startedAt),
      ended_at: manifest.endedAt === null ? null : seconds(manifest.endedAt),
    });
    this.#size += Buffer.byteLength(metadata);
    return diskWork(this.#path, async () => {
      await writeFile(join(this.#temporary, METADATA), metadata, { mode: 0o600, flush: true });
      await syncFolder(this.#temporary);
      return this.#rename(mayNumber);
    });
  }

  async discard(): Promise<void> {
    await rm(this.#temporary, { recursive: true, force: true });
  }

  get #topic(): string | null {
    return this.#topics?.length === 1 ? (this.#topics[0] ?? null) : null;
  }

  #begin(identity: string, time: string): DaemonFile {
    const ending = process.platform === 'win32' ? time.replaceAll(':', '-') : time;
    const nameOf = (who: string): string =>
      `${who}-${plainName(this.#topic ?? ALL_TOPICS)}-${ending}.txt`;
    let name = nameOf(plainName(identity));
    const owner = this.#names.get(name.toLowerCase()) ?? identity;
    if (owner !== identity) name = nameOf(safeName(identity));
    this.#names.set(name.toLowerCase(), identity);
    const file = { name, bytes: new Bytes(1024) };
    this.#open.set(identity, file);
    return file;
  }

  async #flush(): Promise<void> {
    await diskWork(this.#path, async () => {
      for (const { name, bytes } of this.#waiting) {
        const options = { mode: 0o600, flush: true };
        await appendFile(join(this.#temporary, name), bytes.view(), options);
        bytes.clear();
      }
    });
    this.#waiting = new Set();
    this.#buffered = 0;
  }

  /** `rename` replaces an empty folder: the name is looked for first. */
  async #rename(mayNumber: boolean): Promise<string> {
    for (const path of numbered(this.#path)) {
      if (!(await isThere(path))) {
        await rename(this.#temporary, path);
        await syncFolder(dirname(path));
        return path;
      }
      if (!mayNumber) break;
    }
    throw alreadyThere(this.#path);
  }
}

function plainName(name: string): string {
  return UNSAFE.test(name) || Buffer.byteLength(name) > MOST_NAME_BYTES ? safeName(name) : name;
}
