/** The disk rows of the fault matrix on real small disks, with the whole recorder and real traffic. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { DeviceHandle } from '../../stack/devices/fleet.ts';
import type { StackSession } from '../../stack/stack-project.ts';
import { useLab, type LabCase } from '../support/lab.ts';
import {
  eventually,
  receiptOf,
  runCli,
  type OutputLine,
  type RecorderProcess,
} from '../support/recorder-process.ts';

const { stack, begin } = useLab();
const mounted: string[] = [];

afterEach(() => {
  for (const folder of mounted.splice(0)) execFileSync('umount', ['-l', folder]);
});

/** A disk of its own under the case's data folder. Throws where mounting is not allowed. */
function mountSmall(lab: LabCase, megabytes: number): void {
  mkdirSync(lab.dataFolder, { recursive: true });
  execFileSync('mount', [
    '-t',
    'tmpfs',
    '-o',
    `size=${megabytes}m,mode=700`,
    'tmpfs',
    lab.dataFolder,
  ]);
  mounted.push(lab.dataFolder);
}

/** Takes all but so many bytes of the disk; the recorder may be faster with the last of them. */
function fill(lab: LabCase, leave: number): void {
  const { bavail, bsize } = statfsSync(lab.dataFolder);
  try {
    writeFileSync(
      join(lab.dataFolder, 'ballast'),
      Buffer.alloc(Math.max(0, bavail * bsize - leave)),
    );
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}

interface Running {
  readonly lab: LabCase;
  readonly session: StackSession;
  readonly device: DeviceHandle;
  readonly recorder: RecorderProcess;
}

async function running(name: string, megabytes: number, reserve: string): Promise<Running> {
  const lab = begin(name);
  mountSmall(lab, megabytes);
  const recorder = lab.recorder({ RECORDER_DISK_RESERVE_MB: reserve });
  await recorder.ready();
  const device = await lab.device({ name: `device-${name}`, group: name, ratePerSecond: 100 });
  const session = await stack().project.createSession({ name, deviceGroups: [name] });
  await recorder.recording(session.id);
  await eventually('the device sends', () => device.sent() > 100);
  return { lab, session, device, recorder };
}

/** The session shows that the disk refuses. */
function diskRefuses(recorder: RecorderProcess): Promise<OutputLine> {
  return recorder.until(
    'disk-full',
    (line) => line.type === 'session' && JSON.stringify(line).includes('disk-full'),
  );
}

async function finishWithGap({ lab, session, device, recorder }: Running): Promise<void> {
  await eventually('it sends on', () => device.sent() > 0);
  await sleep(1500);
  await device.stop();
  await stack().project.stopSession(session.id);
  const { manifest } = receiptOf(await recorder.receipt(session.id));
  await recorder.uploaded(session.id);
  expect(manifest.status).toBe('complete-but');
  expect(manifest.gaps.map(({ reason }) => reason)).toContain('disk');
  const result = await lab.check(stack().project, '--allow-gaps');
  expect(result.problems).toEqual([]);
  expect(result).toMatchObject({ exitCode: 0, missing: 0, altered: 0, duplicated: 0 });
  expect(Number(result['declared'])).toBeGreaterThan(0);
  expect(result.recorded + Number(result['declared'])).toBe(result.sent);
}

test('the disk fills up and gets room again: the light goes out, a gap, and it goes on by itself', async () => {
  // A reserve of 0.1 MB, less than the next write needs: the disk itself refuses.
  const run = await running('full', 24, '1');
  fill(run.lab, 0);
  await diskRefuses(run.recorder);
  await sleep(1500);
  rmSync(join(run.lab.dataFolder, 'ballast'));
  await finishWithGap(run);
});

test('the reserve: recordings close while there is room, no new one begins, all goes on with more', async () => {
  const run = await running('reserve', 64, '40');
  fill(run.lab, 3e6); // Below the 4 MB at which running ones stop.
  await diskRefuses(run.recorder);
  const late = await run.lab.device({ name: 'device-late', group: 'late' });
  const other = await stack().project.createSession({ name: 'other', deviceGroups: ['late'] });
  await run.recorder.until(
    'the refusal of a new one',
    (line) =>
      line['sessionId'] === other.id && JSON.stringify(line).includes('a new recording needs'),
  );
  rmSync(join(run.lab.dataFolder, 'ballast'));
  await run.recorder.recording(other.id);
  await eventually('the late one sends', () => late.sent() > 10);
  await late.stop();
  await stack().project.stopSession(other.id);
  await finishWithGap(run);
});

test('a read-only disk: the start is refused with the reason', async () => {
  const lab = begin('read-only');
  mountSmall(lab, 8);
  execFileSync('mount', ['-o', 'remount,ro', lab.dataFolder]);
  const refused = await runCli(['run', '--env-file', lab.envFile(), '--data', lab.dataFolder]);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('folder-unwritable');
});
