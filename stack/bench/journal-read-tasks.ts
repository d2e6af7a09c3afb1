/** One task of journal-read.ts in a process of its own: `recover|finalise|verify|seek FOLDER`. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { finaliseRecording } from '../../src/engine/recording/finalise.ts';
import { LaneReader } from '../../src/engine/recording/reader/lane-reader.ts';
import { recoverRecording } from '../../src/engine/recording/recover.ts';
import { verifyRecording } from '../../src/engine/recording/verify.ts';

const SEEKS = 30;

async function perform(task: string, folder: string): Promise<number> {
  switch (task) {
    case 'recover':
      await recoverRecording(folder);
      return 0;
    case 'finalise':
      await finaliseRecording(folder, 'session-stopped', new Date());
      return 0;
    case 'verify': {
      const { status, problems } = await verifyRecording(folder);
      if (status !== 'complete') throw new Error(`${status}: ${problems.join('; ')}`);
      return 0;
    }
    case 'seek':
      return worstSeek(folder);
    default:
      throw new Error(`no task ${task}`);
  }
}

/** Milliseconds of the slowest seek to a time, with a reader made for each: nothing is warm in it. */
async function worstSeek(folder: string): Promise<number> {
  const ends: bigint[] = [];
  for (const direction of ['forward', 'backward'] as const) {
    for await (const { arrival } of new LaneReader(folder).read({}, { direction })) {
      ends.push(BigInt(arrival));
      break;
    }
  }
  const [first = 0n, last = 0n] = ends;
  let worst = 0;
  for (let seek = 0; seek < SEEKS; seek += 1) {
    const from = first + ((last - first) * BigInt(seek)) / BigInt(SEEKS);
    const begun = performance.now();
    let found = false;
    for await (const { arrival } of new LaneReader(folder).read({ from })) {
      found = BigInt(arrival) >= from;
      break;
    }
    if (!found) throw new Error('the seek found nothing');
    worst = Math.max(worst, performance.now() - begun);
  }
  return worst;
}

async function main(): Promise<void> {
  const [task = '', folder = ''] = process.argv.slice(2);
  const bytes = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const worstMs = await perform(task, folder);
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(JSON.stringify({ bytes, seconds, cpuSeconds: (user + system) / 1e6, worstMs }));
}

await main();
