import { beforeEach, expect, test } from 'vitest';
import { WallClock, type SystemClocks } from './wall-clock.ts';

const MS = 1_000_000n;
/** Unix nanoseconds at the monotonic clock's zero: changes when somebody sets the clock. */
let epoch: bigint;
let monotonic: bigint;
/** How long reading the clocks takes: more when the process is put aside in between. */
let readingNs: bigint;
let changes: bigint[];
let clock: WallClock;

const systemWall = (): bigint => epoch + monotonic;

const clocks: SystemClocks = {
  wallMs: () => Number(systemWall() / MS),
  fineWallMs: () => Number(systemWall() / MS),
  monotonic: () => {
    monotonic += readingNs;
    return monotonic;
  },
};

function pass(milliseconds: number): void {
  monotonic += BigInt(milliseconds) * MS;
}

/** How far the clock's wall time is from the system's, in milliseconds. */
function wrong(): number {
  return Number(clock.now().wall - systemWall()) / 1e6;
}

beforeEach(() => {
  epoch = 1_760_000_000_000n * MS;
  monotonic = 77_000n * MS;
  readingNs = 100n;
  changes = [];
  clock = new WallClock((change) => changes.push(change), clocks);
});

test.each([86_400_000, -86_400_000, 50, -50])('a step of %d ms is followed and told', (step) => {
  pass(500);
  clock.now();
  epoch += BigInt(step) * MS;
  pass(600);
  expect(Math.abs(wrong())).toBeLessThan(1.1);
  expect(changes).toHaveLength(1);
  expect(Math.abs(Number(changes[0]) / 1e6 - step)).toBeLessThan(1.1);
});

test('while nothing happens nothing is told, and stamps never go back', () => {
  let last = 0n;
  for (let second = 0; second < 100; second += 1) {
    pass(997);
    const { wall } = clock.now();
    expect(wall).toBeGreaterThan(last);
    last = wall;
  }
  expect(changes).toEqual([]);
});

test('a slow drift is followed in small pieces that add up to it', () => {
  for (let second = 0; second < 200; second += 1) {
    pass(1000);
    epoch += second % 5 === 0 ? MS : 0n;
    clock.now();
  }
  expect(Math.abs(wrong())).toBeLessThan(3.1);
  const told = changes.reduce((sum, change) => sum + change, 0n);
  expect(Math.abs(Number(told) / 1e6 - 40)).toBeLessThan(3.1);
});

test('a process that was put aside between the two clocks is no step', () => {
  pass(2000);
  readingNs = 30n * MS;
  clock.now();
  expect(changes).toEqual([]);
  readingNs = 100n;
  pass(10);
  clock.now();
  expect(changes).toEqual([]);
});
