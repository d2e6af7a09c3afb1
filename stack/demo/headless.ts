/** The demo without a window: the recorder runs as `syncflow-recorder run`, its lines are shown. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { startStack, type Stack } from '../stack.ts';
import { DemoSessions } from './demo-sessions.ts';
import { say, showCheck } from './lines.ts';

const UPLOAD_LIMIT_MS = 60_000;

/** @returns The exit code: 0 when the checker says sent = recorded = verified in the bucket. */
export async function showHeadless(seconds: number): Promise<number> {
  say('starting LiveKit, RabbitMQ, S3 and the SyncFlow stand-in');
  const stack = await startStack();
  try {
    return await showOn(stack, seconds);
  } finally {
    await stack.stop();
  }
}

async function showOn(stack: Stack, seconds: number): Promise<number> {
  const dataFolder = stack.makeFolder('data');
  const recorder = startRecorder(stack, dataFolder);
  const demo = new DemoSessions(stack);
  let uploadedManifests = 0;
  createInterface({ input: recorder.stdout }).on('line', (line) => {
    console.log(`recorder  ${line}`);
    if (/^upload verified .*manifest\.json/.test(line)) uploadedManifests += 1;
  });
  try {
    await demo.start();
    say(`three devices send for ${seconds} s`);
    await sleep(seconds * 1000);
    const sent = await demo.stop();
    say(`the sessions are stopped; the devices sent ${sent} messages`);
    const deadline = Date.now() + UPLOAD_LIMIT_MS;
    while (uploadedManifests < demo.sessionCount && Date.now() < deadline) await sleep(100);
  } finally {
    await demo.stop();
    recorder.kill('SIGTERM');
    if (recorder.exitCode === null) await once(recorder, 'close');
  }
  return showCheck(stack, { ledgerDir: demo.ledgerDir, dataFolder });
}

function startRecorder(stack: Stack, dataFolder: string): ReturnType<typeof spawnRecorder> {
  const envFile = stack.writeEnv('recorder.env');
  return spawnRecorder(['run', '--env-file', envFile, '--data', dataFolder]);
}

function spawnRecorder(args: readonly string[]) {
  return spawn(process.execPath, ['out/main/cli.js', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
