/** What no real disk does when asked to: errors of single calls, at chosen moments. */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeFiles } from './file-port.ts';
import { OpenFiles } from './open-files.ts';
import { FaultyFiles } from './testing/faulty-files.ts';
import { JournalCase, turn } from './testing/journal-case.ts';

let lab: JournalCase;
let disk: FaultyFiles;
beforeEach(() => {
  lab = new JournalCase();
  disk = new FaultyFiles();
});
afterEach(() => {
  lab.end();
});

const count = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}`);

function expectNumbered(): void {
  const numbers = lab.lines().map(({ record }) => record);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
}

test('short writes are carried on until all bytes are taken', async () => {
  disk.shortWrites = 7;
  const journal = lab.open(disk.files);
  for (const text of count(1, 20)) lab.send(journal, text);
  await lab.close(journal);
  expect(lab.texts()).toEqual(count(1, 20));
  expectNumbered();
});

test('a full disk: the last whole record stays, the rest is counted, and it goes on by itself', async () => {
  const journal = lab.open(disk.files);
  for (const text of count(1, 10)) expect(lab.send(journal, text)).toBe(true);
  disk.room = 100; // Less than a line: write() is short, then ENOSPC.
  for (const text of count(11, 15)) lab.send(journal, text);
  expect(journal.counters()).toMatchObject({ lost: 5, error: { code: 'disk-full' } });
  expect(lab.texts()).toEqual(count(1, 10));
  expect(lab.closedSegments).toHaveLength(1);

  disk.room = Number.POSITIVE_INFINITY;
  lab.wait(2000);
  journal.tick(lab.nowMs);
  expect(journal.counters().error).toBeNull();
  for (const text of count(16, 20)) lab.send(journal, text);
  await lab.close(journal);
  expect(lab.texts()).toEqual([...count(1, 10), ...count(16, 20)]);
  const gap = lab.lines().find(({ kind }) => kind === 'gap');
  expect(gap).toMatchObject({ reason: 'disk', count: 5 });
  expect(BigInt(String(gap?.['to']))).toBeGreaterThan(BigInt(String(gap?.['from'])));
  expectNumbered();
});

describe('a sync fails', () => {
  test('what was not synced is written again into a new segment; nothing is lost or doubled', async () => {
    const journal = lab.open(disk.files);
    for (const text of count(1, 5)) lab.send(journal, text);
    journal.startSync(lab.nowMs);
    await turn();
    const { synced } = journal.counters();
    for (const text of count(6, 9)) lab.send(journal, text);
    disk.failing.set('sync', 'EIO');
    disk.holdSyncs = true;
    journal.startSync(lab.nowMs);
    lab.send(journal, 'm10'); // While the sync is under way.
    disk.release();
    expect(journal.counters()).toMatchObject({ synced, lost: 0, error: null });

    disk.failing.clear();
    disk.holdSyncs = false;
    lab.send(journal, 'm11');
    await lab.close(journal);
    expect(lab.texts()).toEqual(count(1, 11));
    expect(lab.lines().filter(({ kind }) => kind === 'segment')).toHaveLength(2);
    expect(lab.lines().find(({ kind }) => kind === 'note')?.text).toContain('written again');
    expect(lab.lines().some(({ kind }) => kind === 'gap')).toBe(false);
    expectNumbered();
    const { written, synced: end } = journal.counters();
    expect(end).toBe(written);
  });

  test('again and again: it is tried once a second, and what the disk took in the end is whole', async () => {
    const journal = lab.open(disk.files);
    disk.failing.set('sync', 'EIO');
    let sent = 0;
    for (let round = 0; round < 6; round += 1) {
      for (let n = 0; n < 5; n += 1) lab.send(journal, `m${(sent += 1)}`);
      journal.startSync(lab.nowMs);
      await turn();
      lab.wait(1100);
      journal.tick(lab.nowMs);
    }
    expect(journal.counters().synced).toBe(0);
    disk.failing.clear();
    lab.wait(1100);
    journal.tick(lab.nowMs);
    await lab.close(journal);
    const { lost } = journal.counters();
    expect(lab.texts().length + lost).toBe(sent);
    expect(new Set(lab.texts()).size).toBe(lab.texts().length);
    expectNumbered();
  });

  test('more than the memory for it holds: what is lost is declared', async () => {
    const journal = lab.open(disk.files, { syncBytes: 500 });
    for (const text of count(1, 5)) lab.send(journal, text);
    journal.startSync(lab.nowMs);
    await turn();
    for (const text of count(6, 40)) lab.send(journal, text);
    disk.failing.set('sync', 'EIO');
    journal.startSync(lab.nowMs);
    await turn();
    disk.failing.clear();
    lab.send(journal, 'm41');
    await lab.close(journal);
    expect(lab.texts()).toEqual([...count(1, 5), 'm41']);
    expect(lab.lines().find(({ kind }) => kind === 'gap')).toMatchObject({ count: 35 });
    expectNumbered();
  });

  test('and the segment cannot be cut back either: its end is declared as doubtful', async () => {
    const journal = lab.open(disk.files);
    for (const text of count(1, 5)) lab.send(journal, text);
    disk.failing.set('sync', 'EIO').set('truncate', 'EIO');
    journal.startSync(lab.nowMs);
    await turn();
    disk.failing.clear();
    lab.send(journal, 'm6');
    await lab.close(journal);
    expect(lab.texts()).toEqual(count(1, 6));
    expect(lab.lines().find(({ kind }) => kind === 'gap')?.['detail']).toContain('may not have');
    expect(journal.counters().lost).toBeGreaterThan(0);
    expectNumbered();
  });

  test('at the very end, with a disk that stays broken: the gap that no file can hold is told', async () => {
    const journal = lab.open(disk.files);
    for (const text of count(1, 5)) lab.send(journal, text);
    disk.failing.set('sync', 'EIO');
    await lab.close(journal);
    expect(lab.texts()).toEqual([]);
    // The five, and the note that they were written again.
    expect(journal.counters()).toMatchObject({ lost: 6, error: { code: 'disk-failed' } });
    expect(journal.undeclared).toMatchObject({ kind: 'gap', reason: 'disk', count: 6 });
  });
});

test.each(['EMFILE', 'EROFS', 'EACCES', 'EIO'])('%s on opening a segment', async (code) => {
  const journal = lab.open(disk.files, { segmentBytes: 600 });
  disk.failing.set('create', code);
  for (const text of count(1, 10)) lab.send(journal, text);
  const { lost, error } = journal.counters();
  expect(lost).toBeGreaterThan(0);
  expect(error?.code).toBe(
    code === 'EROFS' || code === 'EACCES' ? 'folder-unwritable' : 'disk-failed',
  );
  disk.failing.clear();
  lab.wait(1100);
  journal.tick(lab.nowMs);
  lab.send(journal, 'after');
  await lab.close(journal);
  expect(lab.texts()).toEqual([...count(1, 10 - lost), 'after']);
  expect(lab.lines().find(({ kind }) => kind === 'gap')).toMatchObject({ count: lost });
  expectNumbered();
});

describe('the folder is not where it was', () => {
  test('removed: found out by the next sync, made again, and what was in it is declared', async () => {
    const journal = lab.open(nodeFiles);
    for (const text of count(1, 5)) lab.send(journal, text);
    rmSync(lab.folder, { recursive: true });
    journal.startSync(lab.nowMs);
    while (journal.syncing) await turn();
    lab.send(journal, 'after');
    await lab.close(journal);
    expect(lab.texts()).toEqual(['after']);
    const gap = lab.lines().find(({ kind }) => kind === 'gap');
    expect(gap?.['detail']).toContain('6 written records');
    expect(lab.lines()[0]?.record).toBe(7);
  });

  test('moved: nothing goes on into the file that went with it', async () => {
    const journal = lab.open(nodeFiles);
    lab.send(journal, 'm1');
    renameSync(lab.folder, `${lab.folder}-moved`);
    lab.send(journal, 'm2');
    journal.startSync(lab.nowMs);
    while (journal.syncing) await turn();
    lab.send(journal, 'm3');
    await lab.close(journal);
    expect(lab.texts()).toEqual(['m3']);
    expect(lab.lines().some(({ kind }) => kind === 'gap')).toBe(true);
  });

  test('the whole disk is unplugged: nothing is made in its place, and it goes on when it is back', async () => {
    const journal = lab.open(nodeFiles);
    for (const text of count(1, 5)) lab.send(journal, text);
    renameSync(lab.parent, `${lab.parent}-unplugged`);
    journal.startSync(lab.nowMs);
    while (journal.syncing) await turn();
    for (const text of count(6, 9)) expect(lab.send(journal, text)).toBe(false);
    lab.wait(1100);
    journal.tick(lab.nowMs);
    expect(journal.counters().error?.code).toBe('folder-unwritable');
    expect(existsSync(lab.parent)).toBe(false);
    renameSync(`${lab.parent}-unplugged`, lab.parent);
    lab.wait(1100);
    journal.tick(lab.nowMs);
    lab.send(journal, 'm10');
    await lab.close(journal);
    expect(lab.texts()).toEqual([...count(1, 5), 'm10']);
    expect(lab.lines().find(({ kind }) => kind === 'gap')).toMatchObject({ count: 4 });
    expectNumbered();
  });
});

test('the reserve: files are closed cleanly while there is still room, and it goes on with more', async () => {
  const journal = lab.open(nodeFiles);
  lab.send(journal, 'm1');
  lab.hasSpace = false;
  journal.tick(lab.nowMs);
  expect(journal.counters()).toMatchObject({ synced: 2, error: { code: 'disk-full' } });
  expect(lab.closedSegments).toHaveLength(1);
  lab.send(journal, 'm2');
  lab.hasSpace = true;
  lab.wait(1100);
  journal.tick(lab.nowMs);
  lab.send(journal, 'm3');
  lab.hasSpace = false;
  journal.tick(lab.nowMs);
  lab.send(journal, 'm4');
  // The last gap goes into what was kept back.
  await lab.close(journal);
  expect(journal.undeclared).toBeNull();
  expect(lab.texts()).toEqual(['m1', 'm3']);
  expect(lab.lines().filter(({ kind }) => kind === 'gap')).toMatchObject([
    { count: 1 },
    { count: 1 },
  ]);
});

test('many rooms, few descriptors: all are written, none is lost', async () => {
  const open = new OpenFiles(4);
  const labs = Array.from({ length: 20 }, () => new JournalCase());
  const journals = labs.map((one) => one.open(disk.files, {}, open));
  for (let round = 1; round <= 5; round += 1) {
    for (const [index, journal] of journals.entries()) {
      labs[index]?.send(journal, `m${round}`);
      if (round === 3) journal.startSync(0);
      expect(disk.openNow).toBeLessThanOrEqual(round === 3 ? 20 : 8);
    }
    await turn();
  }
  for (const [index, journal] of journals.entries()) await labs[index]?.close(journal);
  for (const one of labs) {
    expect(one.texts()).toEqual(count(1, 5));
    one.end();
  }
  expect(disk.openNow).toBe(0);
});

test('whatever fails whenever: what is read back and what was lost add up to what was sent', async () => {
  const step = fc.constantFrom('send', 'send', 'send', 'sync', 'tick', 'fault', 'heal', 'fill');
  const call = fc.constantFrom('create', 'write', 'truncate', 'sync', 'remove', 'reopen');
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, call), { maxLength: 60 }), async (steps) => {
      const one = new JournalCase();
      const faulty = new FaultyFiles();
      const journal = one.open(faulty.files, { segmentBytes: 1500 }, new OpenFiles(1));
      let sent = 0;
      for (const [what, which] of steps) {
        if (what === 'send') one.send(journal, `m${(sent += 1)}`);
        else if (what === 'sync' && !journal.syncing) journal.startSync(one.nowMs);
        else if (what === 'fault') faulty.failing.set(which, 'EIO');
        else if (what === 'fill') faulty.room = 150;
        else if (what === 'heal') {
          faulty.failing.clear();
          faulty.room = Number.POSITIVE_INFINITY;
        } else {
          one.wait(1100);
          journal.tick(one.nowMs);
        }
        await turn();
      }
      faulty.failing.clear();
      faulty.room = Number.POSITIVE_INFINITY;
      await one.close(journal);
      const texts = one.texts();
      // In order, each once; what is missing is declared, and what is doubtful may still be there.
      expect([...texts].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))).toEqual(texts);
      expect(new Set(texts).size).toBe(texts.length);
      const { lost } = journal.counters();
      expect(texts.length).toBeLessThanOrEqual(sent);
      expect(texts.length + lost).toBeGreaterThanOrEqual(sent);
      const declared = one.lines().some(({ kind }) => kind === 'gap');
      expect(declared || journal.undeclared !== null || texts.length === sent).toBe(true);
      expect(readdirSync(one.folder).length).toBeGreaterThan(0);
      one.end();
    }),
    { numRuns: 150 },
  );
}, 120_000);
