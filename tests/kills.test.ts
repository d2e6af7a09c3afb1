/** kill -9 of the recorder or of a part of it, in the middle of a session. */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import type { DeviceHandle } from '../stack/devices/fleet.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackSession } from '../stack/stack-project.ts';
import { useLab, type LabCase } from './support/lab.ts';
import {
  eventually,
  receiptOf,
  runCli,
  type Receipt,
  type RecorderProcess,
} from './support/recorder-process.ts';

const { stack: theStack, begin } = useLab();
let stack: Stack;
let lab: LabCase;

beforeEach(() => {
  stack = theStack();
});

interface Running {
  readonly session: StackSession;
  readonly device: DeviceHandle;
  readonly recorder: RecorderProcess;
}

/** A session with one device that sends, being recorded. */
async function running(name: string): Promise<Running> {
  lab = begin(name);
  const recorder = lab.recorder();
  await recorder.ready();
  const device = await lab.device({ name: `device-${name}`, group: name, ratePerSecond: 100 });
  const session = await stack.project.createSession({ name, deviceGroups: [name] });
  await recorder.recording(session.id);
  await eventually('the device sends', () => device.sent() > 100);
  return { session, device, recorder };
}

/** The lines of all segments so far, as they are on disk. */
function journalText(): string {
  const recordings = join(lab.dataFolder, 'recordings');
  return readdirSync(recordings, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.jsonl'))
    .sort()
    .map((path) => readFileSync(join(recordings, path), 'utf8'))
    .join('');
}

async function finish({ device, session }: Running, recorder: RecorderProcess): Promise<Receipt> {
  await sleep(1500);
  await device.stop();
  await stack.project.stopSession(session.id);
  const receipt = receiptOf(await recorder.receipt(session.id));
  await recorder.uploaded(session.id);
  return receipt;
}

async function expectDeclared(receipt: Receipt, before: string): Promise<void> {
  expect(receipt.manifest.status).toBe('complete-but');
  expect(receipt.manifest.gaps.map(({ reason }) => reason)).toContain('recorder-restart');
  // Nothing that was written before is lost: the same bytes, but for a torn last line.
  const whole = before.slice(0, before.lastIndexOf('\n') + 1);
  expect(journalText().startsWith(whole)).toBe(true);
  const result = await lab.check(stack.project, '--allow-gaps');
  expect(result).toMatchObject({ exitCode: 0, missing: 0, altered: 0, duplicated: 0 });
  expect(Number(result['declared'])).toBeGreaterThan(0);
  expect(result.recorded + Number(result['declared'])).toBe(result.sent);
  expect(result.verifiedInBucket).toBe(result.recorded);
  expect(
    readdirSync(join(lab.dataFolder, 'recordings'), { recursive: true }).filter((path) =>
      String(path).endsWith('manifest.json'),
    ),
  ).toHaveLength(1);
}

test('the whole recorder', async () => {
  const run = await running('whole');
  await run.recorder.killAll();
  const before = journalText();
  await sleep(1000);
  const next = lab.recorder();
  await next.recording(run.session.id);
  await expectDeclared(await finish(run, next), before);
});

test('the capture child alone: the recorder replaces it by itself', async () => {
  const run = await running('child');
  process.kill(run.recorder.capturePid, 'SIGKILL');
  const before = journalText();
  await eventually('recording again', () => {
    const phases = run.recorder.lines.filter((line) => line.type === 'session');
    const interrupted = phases.findIndex((line) => line['phase'] === 'interrupted');
    return (
      interrupted >= 0 && phases.slice(interrupted).some((line) => line['phase'] === 'recording')
    );
  });
  await expectDeclared(await finish(run, run.recorder), before);
});

test('the parent alone: its child drains, syncs and ends within two seconds', async () => {
  const run = await running('parent');
  const child = run.recorder.capturePid;
  await run.recorder.killParent();
  await eventually(
    'the orphan is gone',
    () => {
      try {
        process.kill(child, 0);
        return false;
      } catch {
        return true;
      }
    },
    3000,
  );
  const before = journalText();
  expect(before.endsWith('\n')).toBe(true);
  const next = lab.recorder();
  await next.recording(run.session.id);
  await expectDeclared(await finish(run, next), before);
});

test('the parent alone, and a new recorder at once: it waits until the orphan has ended', async () => {
  const run = await running('at-once');
  await run.recorder.killParent();
  const next = lab.recorder();
  await next.recording(run.session.id);
  await expectDeclared(await finish(run, next), '');
});

/** Random moments; `npm run test:full` has the long form. */
const randomKills = process.env['RECORDER_TEST_FULL'] === '1' ? 25 : 3;

test(
  `kill -9 at ${randomKills} random moments of one session: nothing written is lost`,
  async () => {
    const run = await running('random');
    let { recorder } = run;
    const seen: string[] = [];
    for (let kill = 0; kill < randomKills; kill += 1) {
      await sleep(Math.random() * 2000);
      await recorder.killAll();
      seen.push(journalText());
      recorder = lab.recorder();
      await recorder.recording(run.session.id);
    }
    const receipt = await finish(run, recorder);
    await expectDeclared(receipt, seen[0] ?? '');
    const kept = new Set(journalText().split('\n'));
    for (const text of seen) {
      const whole = text.slice(0, text.lastIndexOf('\n')).split('\n');
      expect(whole.filter((line) => !kept.has(line))).toEqual([]);
    }
  },
  60_000 + randomKills * 15_000,
);

test('a second recorder on the same folder is refused, the first goes on', async () => {
  const run = await running('second');
  const second = await runCli(['run', '--env-file', lab.envFile(), '--data', lab.dataFolder]);
  expect(second.code).toBe(1);
  expect(second.stderr).toContain('already-running');
  expect(second.stderr).toContain(String(run.recorder.pid));
  const receipt = await finish(run, run.recorder);
  expect(receipt.manifest.status).toBe('complete');
});

test('the state file is lost: the same recording goes on, found by its folder', async () => {
  const run = await running('stateless');
  await run.recorder.killAll();
  const before = journalText();
  for (const suffix of ['', '-wal', '-shm']) {
    rmSync(join(lab.dataFolder, `state.sqlite${suffix}`), { force: true });
  }
  const next = lab.recorder();
  await next.recording(run.session.id);
  await expectDeclared(await finish(run, next), before);
});

test('the manifest is damaged: it is made again where it lies, and the same recording goes on', async () => {
  const run = await running('manifestless');
  await run.recorder.killAll();
  const before = journalText();
  const recordings = join(lab.dataFolder, 'recordings');
  const [path = ''] = readdirSync(recordings, { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('manifest.json'),
  );
  writeFileSync(join(recordings, path), '{"format":"syncflow-rec');
  const next = lab.recorder();
  await next.recording(run.session.id);
  await expectDeclared(await finish(run, next), before);
  const aside = join(recordings, dirname(path), 'set-aside');
  expect(readdirSync(aside)).toContain('manifest.json.broken-1');
});

test('an orderly stop in the middle: the next start goes on with the same recording', async () => {
  const run = await running('orderly');
  expect(await run.recorder.stop()).toBe(0);
  const before = journalText();
  const next = lab.recorder();
  await next.recording(run.session.id);
  await expectDeclared(await finish(run, next), before);
});
