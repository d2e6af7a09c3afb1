/**
 * `npm run bench -- capture`: what our recorder records without loss and what a message costs, beside a
 * client of ours that only receives (the floor) and a short rtc-node recorder, taking turns at the same
 * rates on the same server. `--quick` for a look of two minutes.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LiveKit } from '../../services/livekit.ts';
import { makeThrowawayFolder, removeThrowawayFolder } from '../../services/throwaway-folder.ts';
import { printBench, type BenchCase } from '../report.ts';
import { floorCase, heldCase, highestCase, memoryCase, rtcNodeCase } from './cases.ts';
import type { Load } from './load.ts';
import { measureIdleRooms, measureRecorder } from './recorder.ts';
import { searchHighest } from './search.ts';
import { takeTurns } from './turns.ts';

interface Plan {
  readonly seconds: number;
  readonly rounds: number;
  readonly rooms: readonly number[];
  readonly boxMs: number;
  readonly idleRooms: number;
}

const whole: Plan = {
  ...{ seconds: 6, rounds: 2, rooms: [1, 10, 50, 200], boxMs: 28_000, idleRooms: 50 },
};
const quick: Plan = { seconds: 4, rounds: 1, rooms: [1], boxMs: 1, idleRooms: 20 };

/** Where the search begins, in messages a second. */
const FIRST_RATE = { 200: 20_000, 15_000: 800 } as const;

/** @param args `--quick`. @returns Whether every target is met. */
export async function benchCapture(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options: { quick: { type: 'boolean' } } });
  const plan = values.quick === true ? quick : whole;
  const folder = makeThrowawayFolder();
  const livekit = await LiveKit.create({ folder });
  try {
    await livekit.start();
    return printBench('capture', await runPlan(plan, livekit, folder));
  } finally {
    await livekit.stop();
    removeThrowawayFolder(folder);
  }
}

async function runPlan(plan: Plan, livekit: LiveKit, folder: string): Promise<BenchCase[]> {
  const { seconds, rounds } = plan;
  const loadOf = (rate: number, size: number): Load => ({ rooms: 1, rate, size, seconds });
  const cases: BenchCase[] = [];
  /** Each measurement's recordings go with it: the bench writes gigabytes. */
  const inFolder = async <T>(name: string, measure: (place: string) => Promise<T>): Promise<T> => {
    const place = join(folder, name);
    mkdirSync(place);
    try {
      return await measure(place);
    } finally {
      removeThrowawayFolder(place);
    }
  };
  console.log('beside the floor and rtc-node …');
  for (const [load, target] of [
    [loadOf(5000, 200), 0.25],
    [loadOf(200, 15_000), 0.125],
  ] as const) {
    const turns = await inFolder('turns', (place) =>
      takeTurns(livekit, place, load, ['floor', 'rtc-node'], rounds),
    );
    cases.push(rtcNodeCase(turns, target), floorCase(turns, null));
  }
  const fast = loadOf(20_000, 200);
  cases.push(
    floorCase(
      await inFolder('floor', (place) => takeTurns(livekit, place, fast, ['floor'], rounds)),
      1.4,
    ),
  );
  console.log('a rate that has to be held …');
  const held = loadOf(30_000, 200);
  cases.push(
    heldCase(held, await inFolder('held', (place) => measureRecorder(livekit, place, held))),
  );
  console.log('memory of a room …');
  const one = await inFolder('one', (place) => measureIdleRooms(livekit, place, 1));
  const many = await inFolder('many', (place) => measureIdleRooms(livekit, place, plan.idleRooms));
  cases.push(memoryCase(one, many, plan.idleRooms));
  console.log('the highest rate …');
  for (const size of [200, 15_000] as const) {
    let rate: number = FIRST_RATE[size];
    for (const rooms of plan.rooms) {
      const start: Load = { rooms, rate, size, seconds: 4 };
      const found = await inFolder('search', (place) =>
        searchHighest(livekit, place, start, plan.boxMs),
      );
      rate = found.best?.load.rate ?? rate;
      cases.push(highestCase(start, found));
    }
  }
  return cases;
}
