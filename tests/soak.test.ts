/**
 * Random faults in all parts at once while sessions run: at the end everything that was sent is recorded
 * or declared, exactly, and lies verified in the bucket. A minute of a seed of their own in each
 * `npm test` (`RECORDER_SOAK_SEED` sets it); more with `npm run soak -- --minutes N --seed S`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { StoreRelay } from '../stack/network/store-relay.ts';
import { TcpRelay } from '../stack/network/tcp-relay.ts';
import { Random } from '../stack/soak/random.ts';
import { SideSessions, endSession } from './soak/side-sessions.ts';
import { SoakDevices } from './soak/soak-devices.ts';
import { FaultSchedule } from './soak/fault-schedule.ts';
import { grown, SoakProcesses } from './soak/soak-processes.ts';
import { SoakRecorder } from './soak/soak-recorder.ts';
import { report, sendersOf } from './soak/soak-report.ts';
import { useLab, type LabCase } from './support/lab.ts';
import { eventually } from './support/recorder-process.ts';

const minutes = Number(process.env['RECORDER_SOAK_MINUTES'] ?? '1');
const seed = Number(process.env['RECORDER_SOAK_SEED'] ?? Date.now() % 1_000_000);
const only = process.env['RECORDER_SOAK_FAULTS'] ?? '';
/** Growth can be told from warming up only after a while. */
const JUDGE_AFTER_MINUTES = 20;
const WARM_UP_MINUTES = 5;
const END_MS = 180_000;
const CASE = 'soak';

const { stack, begin } = useLab({ network: true, departureTimeout: 60, eachTry: true });
/** What has to end before the lab ends its processes and servers; last comes first. */
const toEnd: (() => Promise<void> | void)[] = [];
afterEach(async ({ task }) => {
  const { state, retryCount = 0 } = task.result ?? {};
  if (state === 'fail') keepEvidence(retryCount + 1);
  for (const end of toEnd.splice(0).reverse()) await end();
});

/** Ledgers, logs and recordings of a soak that failed: the next run will not fail in the same way. */
function keepEvidence(attempt: number): void {
  const folder = join('test-results', `soak-${seed}${attempt === 1 ? '' : `-${attempt}`}`);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(stack().folder, CASE), folder, {
    recursive: true,
    filter: (path) => !lstatSync(path).isSocket(),
  });
  console.info(`what is left of it: ${folder}`);
}

const manifestSchema = z.looseObject({
  recordingId: z.string(),
  status: z.string(),
  session: z.looseObject({ id: z.string() }),
});

function manifests(lab: LabCase): z.infer<typeof manifestSchema>[] {
  const root = join(lab.dataFolder, 'recordings');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/manifest.json'))
    .map((path) => manifestSchema.parse(JSON.parse(readFileSync(join(root, path), 'utf8'))));
}

/** The manifest goes up last: where it is, everything else is verified. */
async function inBucket(): Promise<number> {
  const objects = await stack().s3.listObjects(stack().project.bucket);
  return objects.filter(({ key }) => key.endsWith('/manifest.json')).length;
}

test(
  `${minutes} min of random faults: sent = recorded + declared`,
  async () => {
    console.info(`seed ${seed} (npm run soak -- --seed ${seed} brings it back)`);
    const lab = begin(CASE);
    mkdirSync(lab.dataFolder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512m,mode=700', 'tmpfs', lab.dataFolder]);
    toEnd.push(() => {
      execFileSync('umount', ['-l', lab.dataFolder]);
    });
    const store = await StoreRelay.start(stack().s3.port);
    const brokerWay = await TcpRelay.start(stack().broker.port);
    toEnd.push(
      () => Promise.all([store.stop(), brokerWay.stop()]).then(() => undefined),
      () => lab.end(),
    );
    const { endpoint } = store;
    const brokerPort = String(brokerWay.port);
    const recorder = new SoakRecorder(() =>
      lab.recorder({
        RABBITMQ_PORT: brokerPort,
        PROJECTS__0__S3_CONFIG__ENDPOINT: endpoint,
        RECORDER_DISK_RESERVE_MB: '40',
        RECORDER_SEGMENT_MINUTES: '1',
        RECORDER_ROOM_AWAY_SECONDS: '20',
      }),
    );
    toEnd.push(() => {
      recorder.abandon();
    });
    await recorder.current.ready();
    await stack().project.untilRegistered('recorders');

    const { project, livekit } = stack();
    const session = await project.createSession({ name: 'soak', deviceGroups: ['recorders'] });
    const device = { livekitUrl: livekit.wsUrl, ratePerSecond: 25 };
    await recorder.current.recording(session.id);
    const devices = new SoakDevices(lab, session, { ...device, group: 'soak' });
    devices.start(['device-1', 'device-2']);
    await eventually('the devices send', () => devices.sent() > 50, 60_000);

    const faults = new FaultSchedule(
      {
        ...{ stack: stack(), recorder, store, brokerWay, dataFolder: lab.dataFolder },
        random: new Random(seed),
      },
      { minutes, only },
    );
    const sides = new SideSessions({
      ...{ lab, project, device, random: new Random(seed + 1) },
      pauseMs: minutes <= 5 ? 15_000 : 60_000,
      isRecorded: (id) => recorder.phaseOf(id) === 'recording',
      calm: (milliseconds) => faults.calm(milliseconds),
      livekitKills: () => faults.countOf('LiveKit is killed and restarted'),
    });
    const processes = new SoakProcesses(() => recorder.pids());
    toEnd.push(() => {
      processes.stop();
    });
    const began = Date.now();
    sides.start();
    await faults.run();
    processes.stop();

    await eventually('it records', () => recorder.phaseOf(session.id) === 'recording', 60_000);
    await sides.stop();
    await sleep(3000);
    await devices.stop();
    await endSession(project, session.id);
    await eventually(
      'all is final and in the bucket',
      async () => {
        const all = manifests(lab);
        return (
          all.every(({ status }) => status !== 'recording') && (await inBucket()) >= all.length
        );
      },
      END_MS,
    ).catch(() => undefined); // What is missing, the checker names.
    expect(await recorder.stop()).toBe(0);

    lab.forgetEmptyLedgers();
    const check = await lab.check(project, '--allow-gaps');
    const warm = minutes < JUDGE_AFTER_MINUTES ? 0 : WARM_UP_MINUTES * 60_000;
    const trends = processes.trends(began + warm);
    const { starts, refusals, crashes } = recorder;
    report({
      ...{ seed, minutes, faults: faults.counts, check, processes: trends },
      sessions: { recorded: manifests(lab).length, forgotten: sides.forgotten.length },
      restarts: { recorder: starts, refused: refusals, devices: devices.replaced },
    });

    expect(crashes).toEqual([]);
    expect(check.problems).toEqual([]);
    expect(check).toMatchObject({ exitCode: 0, missing: 0, altered: 0, duplicated: 0 });
    for (const { identity, sent, recorded, declared, verifiedInBucket } of sendersOf(check)) {
      expect({ identity, sum: recorded + declared }).toEqual({ identity, sum: sent });
      expect({ identity, verifiedInBucket }).toEqual({ identity, verifiedInBucket: recorded });
    }
    expect(sides.missed.map(({ name }) => name)).toEqual([]);
    const recorded = manifests(lab).map((one) => one.session.id);
    expect(new Set(recorded).size).toBe(recorded.length);
    for (const { id } of [session, ...sides.sent]) expect(recorded).toContain(id);
    expect(devices.sent()).toBeGreaterThan(minutes * 60 * 10);
    if (minutes >= JUDGE_AFTER_MINUTES) expect(grown(trends)).toEqual([]);
  },
  minutes * 60_000 + 600_000,
);
