/** What a disk refuses is named by more than the time of its refusal. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GapRecord } from '../../shared/records.ts';
import { FaultyFiles } from './testing/faulty-files.ts';
import { JournalCase } from './testing/journal-case.ts';

let lab: JournalCase;
let disk: FaultyFiles;
beforeEach(() => {
  lab = new JournalCase();
  disk = new FaultyFiles();
});
afterEach(() => {
  lab.end();
});

const gaps = (): unknown[] =>
  lab.lines().flatMap((line) => {
    if (line.kind !== 'gap') return [];
    const { reason, sid, identity, firstMissing, lastMissing, from } = line;
    if (reason !== 'sequence') return [{ reason, ...(reason === 'disk' ? {} : { from }) }];
    return [{ reason, sid, identity, firstMissing, lastMissing }];
  });

const lost: GapRecord = { kind: 'gap', reason: 'link-lost', from: '5', to: '9', senders: [] };

test('the numbers of senders whose packets were refused; before and after is none of them', async () => {
  const journal = lab.open(disk.files);
  for (let sequence = 1; sequence <= 3; sequence += 1) {
    lab.send(journal, 'a', { sid: 'PA_a', sequence });
  }
  disk.room = 50;
  for (let sequence = 4; sequence <= 6; sequence += 1) {
    lab.send(journal, 'a', { sid: 'PA_a', sequence });
    lab.send(journal, 'b', { sid: 'PA_b', sequence: sequence + 10 });
    lab.send(journal, 'unnumbered');
  }
  disk.room = Number.POSITIVE_INFINITY;
  lab.wait(2000);
  journal.tick(lab.nowMs);
  lab.send(journal, 'a', { sid: 'PA_a', sequence: 7 });
  await lab.close(journal);
  expect(gaps()).toEqual([
    { reason: 'disk' },
    {
      ...{ reason: 'sequence', sid: 'PA_a', identity: 'device PA_a' },
      ...{ firstMissing: 4, lastMissing: 6 },
    },
    {
      ...{ reason: 'sequence', sid: 'PA_b', identity: 'device PA_b' },
      ...{ firstMissing: 14, lastMissing: 16 },
    },
  ]);
  const sequences = lab.lines().flatMap(({ sequence }) => (sequence === undefined ? [] : sequence));
  expect(sequences).toEqual([1, 2, 3, 7]);
});

test('a gap that the disk refused, by a short write or later, stands in the journal after all', async () => {
  const journal = lab.open(disk.files);
  disk.room = 10;
  lab.tell(journal, lost);
  lab.tell(journal, { ...lost, reason: 'recorder-restart', from: '3' });
  lab.tell(journal, { kind: 'note', text: 'is only counted' });
  expect(journal.counters().lost).toBe(3);
  disk.room = Number.POSITIVE_INFINITY;
  lab.wait(2000);
  journal.tick(lab.nowMs);
  await lab.close(journal);
  expect(gaps()).toEqual([
    { reason: 'disk' },
    { reason: 'link-lost', from: '5' },
    { reason: 'recorder-restart', from: '3' },
  ]);
});

test('refused to the end, the one gap that is left reaches back to the earliest of them', async () => {
  const journal = lab.open(disk.files);
  lab.send(journal, 'kept');
  disk.room = 0;
  lab.tell(journal, lost);
  await lab.close(journal);
  expect(journal.undeclared).toMatchObject({ reason: 'disk', from: '5', count: 1 });
});

test('what was declared once is not declared again with the next refusal', async () => {
  const journal = lab.open(disk.files);
  for (const sequence of [1, 2]) {
    disk.room = 0;
    lab.send(journal, 'a', { sid: 'PA_a', sequence });
    disk.room = Number.POSITIVE_INFINITY;
    lab.wait(2000);
    journal.tick(lab.nowMs);
  }
  await lab.close(journal);
  const numbers = lab.lines().flatMap(({ firstMissing, lastMissing }) => {
    return firstMissing === undefined ? [] : [[firstMissing, lastMissing]];
  });
  expect(numbers).toEqual([
    [1, 1],
    [2, 2],
  ]);
});
