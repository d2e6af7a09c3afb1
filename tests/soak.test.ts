/**
 * Random faults, one after the other, while a session runs: at the end everything that was sent is
 * recorded or declared, exactly. `npm run soak -- --minutes N`; two minutes of it in `npm run test:full`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { Random } from '../stack/soak/random.ts';
import { sample, trend, type Sample } from '../stack/soak/samples.ts';
import { useLab, type LabCase } from './support/lab.ts';
import { eventually, type RecorderProcess } from './support/recorder-process.ts';

const asked = process.env['RECORDER_SOAK_MINUTES'];
const minutes = Number(asked ?? '2');
const isDue = asked !== undefined || process.env['RECORDER_TEST_FULL'] === '1';
const seed = Number(process.env['RECORDER_SOAK_SEED'] ?? Date.now() % 1_000_000);
const everyMs = minutes <= 2 ? 15_000 : 30_000;
/** Growth can be told from warming up only after a while. */
const JUDGE_AFTER_MINUTES = 20;

const { stack, begin } = useLab();
let disk: string | null = null;
afterAll(() => {
  if (disk !== null) execFileSync('umount', ['-l', disk]);
});

function ballast(lab: LabCase): string {
  const path = join(lab.dataFolder, 'ballast');
  const { bavail, bsize } = statfsSync(lab.dataFolder);
  try {
    writeFileSync(path, Buffer.alloc(Math.max(0, bavail * bsize - 1_000_000)));
  } catch {
    // The recorder was faster with the last bytes: the disk is as full as it should be.
  }
  return path;
}

test.runIf(isDue)(
  `${minutes} min of random faults: sent = recorded + declared`,
  async () => {
    console.info(`seed ${seed} (RECORDER_SOAK_SEED brings it back)`);
    const random = new Random(seed);
    const lab = begin('soak');
    mkdirSync(lab.dataFolder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256m,mode=700', 'tmpfs', lab.dataFolder]);
    disk = lab.dataFolder;
    const env = { RECORDER_DISK_RESERVE_MB: '40', RECORDER_SEGMENT_MINUTES: '1' };
    let recorder: RecorderProcess = lab.recorder(env);
    await recorder.ready();
    const device = await lab.device({ name: 'device-soak', group: 'soak', ratePerSecond: 50 });
    const session = await stack().project.createSession({ name: 'soak', deviceGroups: ['soak'] });
    await recorder.recording(session.id);
    await eventually('the device sends', () => device.sent() > 50);

    const faults = {
      'LiveKit stands still': async () => {
        stack().livekit.pause();
        await sleep(random.between(500, 6000));
        stack().livekit.resume();
      },
      'the S3 server is away': async () => {
        await stack().s3.stop();
        await sleep(random.between(500, 6000));
        await stack().s3.start();
      },
      'the disk is full': async () => {
        const path = ballast(lab);
        await sleep(random.between(1500, 5000));
        rmSync(path, { force: true });
      },
      'kill -9 of the recorder': async () => {
        await recorder.killAll();
        await sleep(random.between(0, 3000));
        recorder = lab.recorder(env);
        await recorder.recording(session.id);
      },
      'kill -9 of the capture child': async () => {
        process.kill(recorder.capturePid, 'SIGKILL');
        await sleep(2000);
      },
    };
    const samples: Sample[] = [];
    const ends = Date.now() + minutes * 60_000;
    for (const name of random.rounds(Object.keys(faults) as (keyof typeof faults)[])) {
      const nextAt = Date.now() + everyMs;
      if (nextAt > ends) break;
      console.info(`${new Date().toISOString()} ${name}`);
      await faults[name]();
      while (Date.now() < nextAt) {
        await sleep(1000);
        const pids = recorder.running ? [recorder.pid, captureOf(recorder)] : [];
        const taken = pids.includes(0) ? null : sample(pids, Date.now());
        if (taken !== null) samples.push(taken);
      }
    }
    await sleep(5000);
    await device.stop();
    await stack().project.stopSession(session.id);
    await recorder.receipt(session.id, 120_000);
    await recorder.uploaded(session.id, 120_000);

    for (const what of ['residentMb', 'files', 'threads'] as const) {
      const { least, most, last, perHour } = trend(samples, what);
      const figures = [least, most, last, perHour].map((figure) => figure.toFixed(1));
      console.info(`${what}: least, most, last, growth an hour: ${figures.join(', ')}`);
      if (minutes < JUDGE_AFTER_MINUTES) continue;
      expect(last).toBeLessThan(2 * least + 50);
    }
    const result = await lab.check(stack().project, '--allow-gaps');
    const { sent, recorded, declared } = result;
    console.info(`sent ${sent}, recorded ${recorded}, declared ${String(declared)}`);
    expect(result.problems).toEqual([]);
    expect(result).toMatchObject({ exitCode: 0, missing: 0, altered: 0, duplicated: 0 });
    expect(recorded + Number(declared)).toBe(sent);
    expect(result.verifiedInBucket).toBe(recorded);
  },
  minutes * 60_000 + 600_000,
);

/** 0 while there is none. */
function captureOf(recorder: RecorderProcess): number {
  try {
    return recorder.capturePid;
  } catch {
    return 0;
  }
}
