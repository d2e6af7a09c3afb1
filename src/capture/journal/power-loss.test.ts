/** The power goes at any moment: at most what came after the last sync is lost. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recoverRecording } from '../../engine/recording/recover.ts';
import { OpenFiles } from './open-files.ts';
import { JournalCase, turn } from './testing/journal-case.ts';
import { afterPowerLoss, RecordedFiles } from './testing/recorded-files.ts';

const runs = process.env['RECORDER_TEST_FULL'] === '1' ? 2000 : 150;

/** A journal's life: several segments, syncs under way while more is written, an orderly end. */
async function recorded(messages: number): Promise<{ recorded: RecordedFiles; lines: string[] }> {
  const lab = new JournalCase();
  const disk = new RecordedFiles();
  const journal = lab.open(disk.files, { segmentBytes: 4000 }, new OpenFiles(1));
  for (let number = 1; number <= messages; number += 1) {
    lab.send(journal, `message ${number} ${'x'.repeat(number % 90)}`);
    if (number % 4 === 0 && !journal.syncing) journal.startSync(lab.nowMs);
    if (number % 3 === 0) await turn();
    while (number % 5 === 0 && journal.syncing) await turn();
    disk.claim(journal.counters().synced);
  }
  await lab.close(journal);
  disk.claim(journal.counters().synced);
  const lines = lab.lines().map((line) => JSON.stringify(line));
  lab.end();
  return { recorded: disk, lines };
}

test(`the power goes at ${runs} moments: every record that was called synced is there, whole`, async () => {
  const { recorded: disk, lines } = await recorded(200);
  expect(disk.log.filter(({ op }) => op === 'create').length).toBeGreaterThan(4);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(disk.log.length),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      async (cut, chances) => {
        const chance = (): number => [...chances.take(1)][0] ?? 0;
        const { files, claimed } = afterPowerLoss(disk.log, cut, chance);
        const lab = new JournalCase();
        for (const [name, content] of files) writeFileSync(join(lab.folder, name), content);
        const { position } = await recoverRecording(lab.folder);
        const found = lab.lines();
        expect(found.length).toBeGreaterThanOrEqual(claimed);
        expect(found.map((line) => JSON.stringify(line))).toEqual(lines.slice(0, found.length));
        expect(position.nextRecord).toBe(found.length + 1);
        lab.end();
      },
    ),
    { numRuns: runs },
  );
}, 120_000);

test('the model can fail: a journal that calls records synced without a sync is found out', async () => {
  const { recorded: disk } = await recorded(60);
  const lying = disk.log.filter(({ op }) => op !== 'sync');
  const { files, claimed } = afterPowerLoss(lying, lying.length, () => 0);
  const kept = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  expect(claimed).toBeGreaterThan(60);
  expect(kept).toBe(0);
});

test('what was torn off is kept aside, byte by byte', async () => {
  const { recorded: disk } = await recorded(40);
  const { files } = afterPowerLoss(disk.log, disk.log.length - 4, () => 0.5);
  const lab = new JournalCase();
  for (const [name, content] of files) writeFileSync(join(lab.folder, name), content);
  const { setAside } = await recoverRecording(lab.folder);
  for (const name of setAside) {
    const segment = name.replace(/^set-aside\/(.*)\.tail-1$/, '$1');
    const whole = files.get(segment) ?? Buffer.alloc(0);
    const prefix = readFileSync(join(lab.folder, segment));
    const tail = readFileSync(join(lab.folder, name));
    expect(Buffer.concat([prefix, tail]).equals(whole)).toBe(true);
  }
  expect(await readdir(lab.folder)).toContain('messages-000001.jsonl');
  lab.end();
});
