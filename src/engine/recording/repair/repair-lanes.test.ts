/** Repair of a recording that two recorders wrote: each lane is made sound, and fills the other's holes. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { finaliseRecording } from '../finalise.ts';
import { RecordingReader } from '../reader/recording-reader.ts';
import { repairRecording } from '../repair.ts';
import { data, header, line, writeFirstManifest, type Members } from '../testing/hand-made.ts';
import { verifyRecording } from '../verify.ts';

let parent: string;
let folder: string;
let out: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'repair-lanes-'));
  folder = join(parent, 'old');
  out = join(parent, 'new');
  writeFirstManifest(folder);
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

const segment = 'messages-000001.jsonl';
const arrival = (second: number): string =>
  String(1_760_000_000_000_000_000n + BigInt(second) * 1_000_000_000n);

/** A link opened in the first second, then one message a second: number 1 in the first, and so on. */
function writeLane(lane: 'a' | 'b', messages: number): string {
  const place = lane === 'a' ? folder : join(folder, 'lane-b');
  mkdirSync(place, { recursive: true });
  const opened: Members = { kind: 'link', event: 'open', link: 1, transport: 'v1' };
  const records: Members[] = [{ ...header(1), lane }, opened];
  for (let sent = 1; sent <= messages; sent += 1) records.push(data(sent, `message ${sent}`));
  const lines = records.map((members, index) => {
    const at = arrival(Math.max(0, index - 1));
    return line(index + 1, { arrival: at, ...members });
  });
  const text = lines.join('');
  writeFileSync(join(place, segment), text);
  return text;
}

function everyFile(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, 'latin1')]),
  );
}

async function texts(root: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const { record } of new RecordingReader(root).read({ kinds: ['data'] })) {
    const { text }: Record<string, unknown> = record;
    found.push(text);
  }
  return found;
}

const spoil = (text: string, number: number): string =>
  text.replace(`"text":"message ${number}"`, `"text":"massage ${number}"`);

test('what is damaged in one lane only is nowhere missing; what is damaged in both is declared', async () => {
  const a = writeLane('a', 20);
  const b = writeLane('b', 20);
  await finaliseRecording(folder, 'session-stopped', new Date('2025-10-09T09:00:00Z'));
  const spoiled = spoil(spoil(a, 5), 12);
  const torn = spoil(b, 12).slice(0, -30);
  writeFileSync(join(folder, segment), spoiled);
  writeFileSync(join(folder, 'lane-b', segment), torn);
  expect((await verifyRecording(folder)).status).toBe('damaged');

  const before = everyFile(folder);
  const { manifest, setAsideBytes } = await repairRecording(folder, out, { software: 'test 1' });
  expect(everyFile(folder)).toEqual(before);
  const unreadable = [...spoiled.split('\n'), ...torn.split('\n')]
    .filter((text) => text.includes('massage'))
    .reduce((sum, text) => sum + text.length + 1, 0);
  expect(setAsideBytes).toBe(unreadable + torn.length - torn.lastIndexOf('\n') - 1);

  // Number 5 is in lane b alone, 20 in lane a alone, 12 in neither.
  const all = Array.from({ length: 20 }, (_, index) => `message ${index + 1}`);
  expect(await texts(out)).toEqual(all.filter((text) => text !== 'message 12'));
  expect(manifest).toMatchObject({ status: 'complete-but', counts: { messages: 19 } });
  expect(manifest.lanes).toMatchObject([
    { lane: 'a', messages: 18, missed: 1 },
    { lane: 'b', messages: 18, missed: 1 },
  ]);
  const verified = await verifyRecording(out);
  expect(verified.problems).toEqual([]);
  expect(verified.status).toBe('complete-but');
  // Record 14 is message 12; the gap over record 7 of lane a is filled. What a torn end held nobody knows.
  expect(
    verified.gaps.map(({ reason, lane, firstRecord, lastRecord }) => {
      return { reason, lane, firstRecord, lastRecord };
    }),
  ).toEqual([
    { reason: 'corrupt', lane: undefined, firstRecord: 14, lastRecord: 14 },
    { reason: 'corrupt', lane: 'b', firstRecord: 14, lastRecord: 14 },
    { reason: 'corrupt', lane: 'b', firstRecord: undefined, lastRecord: undefined },
  ]);
});
