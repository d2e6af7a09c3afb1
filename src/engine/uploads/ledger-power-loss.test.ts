/**
 * The ledger under losses of power: what it does by itself is not synced with each commit, so that the
 * last of it may be gone afterwards. Nothing that a person ordered may be, and nothing may be called
 * verified that the destination does not have.
 */
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RecorderError } from '../../shared/errors.ts';
import { silentLog } from '../../shared/log.ts';
import { openState, type StateDatabase } from '../state/state-database.ts';
import { temporaryFolder } from '../state/testing.ts';
import type { NewUpload, UploadRow } from '../state/upload-rows.ts';
import { UploadLedger, type Room } from './ledger.ts';
import { sha256 } from './testing.ts';

const LOSSES = process.env['RECORDER_TEST_FULL'] === '1' ? 1_000 : 40;
/** SQLite writes the log into the file at 1,000 pages; the losses here are to be before that. */
const MAX_LOG_BYTES = 1_000 * 4_096;
const DESTINATION = 'bucket';

type Step =
  | { readonly do: 'add'; readonly files: number }
  | { readonly do: 'take'; readonly files: number }
  /** It is stored, and the ledger told so; or the recorder ends in between. */
  | { readonly do: 'store'; readonly which: number; readonly told: boolean }
  | { readonly do: 'fail' | 'cancel' | 'retry'; readonly which: number }
  /** `kept`: how much of what was not synced yet is on the disk; `torn`: the rest of it is zeros. */
  | { readonly do: 'lose-power'; readonly kept: number; readonly torn: boolean };

const which = fc.nat(1_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('add'), files: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('take'), files: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('store'), which, told: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('fail', 'cancel', 'retry'), which }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('lose-power'),
      kept: fc.double({ min: 0, max: 1, noNaN: true }),
      torn: fc.boolean(),
    }),
  },
);

let folder: ReturnType<typeof temporaryFolder>;
let runs = 0;

beforeEach(() => {
  folder = temporaryFolder('power');
});

afterEach(() => {
  folder.remove();
});

/** A ledger on a disk that forgets, and the destination, which does not. */
class Computer {
  readonly stored = new Map<string, string>();
  readonly added = new Set<string>();
  readonly cancelled = new Set<number>();
  #state: StateDatabase;
  #ledger: UploadLedger;
  #file: string;
  #taken: UploadRow[] = [];
  #lives = 0;
  /** Bytes of the log that are on the disk for certain. */
  #synced = 0;
  #now = 1_000;

  constructor() {
    runs += 1;
    this.#file = this.#next();
    this.#state = openState(this.#file, silentLog);
    this.#ledger = this.#open();
  }

  /** What a step writes is on the disk afterwards, unless it said that it can be done again. */
  do(one: Step): void {
    const repeatable = vi.spyOn(this.#state.uploads, 'repeatable');
    this.#step(one);
    if (repeatable.mock.calls.length === 0) this.#sync();
    repeatable.mockRestore();
  }

  #step(one: Step): void {
    this.#now += 10;
    switch (one.do) {
      case 'add':
        this.#add(one.files);
        return;
      case 'take':
        this.#taken.push(...this.#ledger.take(room(one.files), this.#busy()));
        return;
      case 'store':
        this.#store(this.#pick(this.#taken, one.which), one.told);
        return;
      case 'fail':
        this.#fail(this.#pick(this.#taken, one.which));
        return;
      case 'cancel': {
        const row = this.#pick(this.#state.uploads.list(), one.which);
        if (row === undefined || this.#ledger.cancel([row.id]) === 0) return;
        this.cancelled.add(row.id);
        this.#drop(row);
        return;
      }
      case 'retry': {
        const row = this.#pick(this.#state.uploads.list(), one.which);
        if (row === undefined || this.#ledger.retry([row.id]) === 0) return;
        this.cancelled.delete(row.id);
        return;
      }
      case 'lose-power':
        this.#losePower(one.kept, one.torn);
        return;
    }
  }

  /** Everything that is not cancelled, nor the manifest of something that is, gets there in the end. */
  finish(): void {
    this.#losePower(0, false);
    this.#ledger.retry('all');
    for (;;) {
      const rows = this.#ledger.take(room(3), new Set());
      if (rows.length === 0) break;
      this.#taken.push(...rows);
      for (const row of rows) this.#store(row, true);
    }
    const open = this.#state.uploads.list().filter(({ state }) => state !== 'verified');
    const blocked = new Set(
      [...this.cancelled].map((id) => this.#state.uploads.get(id)?.recordingId),
    );
    expect(open.every(({ recordingId }) => blocked.has(recordingId))).toBe(true);
    this.#state.close();
  }

  #add(files: number): void {
    const recordingId = `r${this.added.size}`;
    const names = Array.from({ length: files }, (_, index) => `messages-${index}.jsonl`);
    this.#ledger.enqueue([...names, 'manifest.json'].map((file) => upload(recordingId, file)));
    for (const file of [...names, 'manifest.json']) this.added.add(`${recordingId}/${file}`);
  }

  #store(row: UploadRow | undefined, isTold: boolean): void {
    if (row === undefined) return;
    if (row.role === 'manifest') {
      const others = this.#state.uploads.list({ recordingId: row.recordingId });
      for (const other of others) {
        expect(other.role === 'manifest' || this.stored.has(other.objectKey)).toBe(true);
      }
    }
    this.stored.set(row.objectKey, row.sha256 ?? '');
    if (!isTold) return;
    this.#drop(row);
    const proof = { sha256: row.sha256 ?? '', bucket: DESTINATION, renamedTo: null };
    this.#ledger.verified(row, proof);
  }

  #fail(row: UploadRow | undefined): void {
    if (row === undefined) return;
    this.#drop(row);
    this.#ledger.failed(row, new RecorderError('storage-busy', 'slow down'));
  }

  #losePower(kept: number, isTorn: boolean): void {
    const log = `${this.#file}-wal`;
    const bytes = readFileSync(log);
    expect(bytes.length).toBeLessThan(MAX_LOG_BYTES);
    const cut = this.#synced + Math.floor((bytes.length - this.#synced) * kept);
    const after = this.#next();
    copyFileSync(this.#file, after);
    const rest = Buffer.alloc(isTorn ? bytes.length - cut : 0);
    writeFileSync(`${after}-wal`, Buffer.concat([bytes.subarray(0, cut), rest]));
    this.#state.close();
    // Closing writes the log into the file, so that all of it is durable from here on.
    openState(after, silentLog).close();
    this.#file = after;
    this.#state = openState(after, silentLog);
    this.#ledger = this.#open();
    this.#check();
    this.#ledger.recover(new Set());
  }

  #check(): void {
    const rows = this.#state.uploads.list();
    expect(new Set(rows.map(({ recordingId, file }) => `${recordingId}/${file}`))).toEqual(
      this.added,
    );
    for (const row of rows) {
      if (row.state === 'verified') expect(this.stored.get(row.objectKey)).toBe(row.sha256);
      expect(row.state === 'cancelled').toBe(this.cancelled.has(row.id));
    }
  }

  #open(): UploadLedger {
    this.#taken = [];
    this.#sync();
    return new UploadLedger(this.#state.uploads, () => this.#now);
  }

  #sync(): void {
    this.#synced = statSync(`${this.#file}-wal`).size;
  }

  #busy(): Set<number> {
    return new Set(this.#taken.map(({ id }) => id));
  }

  #drop({ id }: UploadRow): void {
    this.#taken = this.#taken.filter((row) => row.id !== id);
  }

  #pick(rows: readonly UploadRow[], index: number): UploadRow | undefined {
    return rows[index % Math.max(1, rows.length)];
  }

  #next(): string {
    this.#lives += 1;
    const at = join(folder.path, `${runs}-${this.#lives}`);
    mkdirSync(at);
    return join(at, 'state.sqlite');
  }
}

function room(files: number): Room {
  let left = files;
  return {
    places: () => (left > 0 ? ['s3 p1'] : []),
    atMost: () => left,
    claim: () => {
      left -= 1;
      return left >= 0;
    },
  };
}

function upload(recordingId: string, file: string): NewUpload {
  return {
    ...{ recordingId, sessionId: null, projectId: 'p1', destination: 's3', bucket: DESTINATION },
    ...{ folder: `recordings/${recordingId}`, file, objectKey: `${recordingId}/${file}` },
    role: file === 'manifest.json' ? 'manifest' : 'segment',
    size: 10,
    sha256: sha256(`${recordingId}/${file}`),
  };
}

test('a loss of power takes away only what can be done again', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 40 }), (steps) => {
      const computer = new Computer();
      for (const one of steps) computer.do(one);
      computer.finish();
    }),
    { numRuns: LOSSES },
  );
}, 300_000);
