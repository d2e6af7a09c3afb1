import { expect, test } from 'vitest';
import type { ServerTime } from '../ports.ts';
import { ServerClock } from './server-clock.ts';

const MS = 1_000_000n;

/** The server is 5,000 ms ahead; the way there takes `there` and the way back `back` milliseconds. */
function answer(at: number, there: number, back: number): ServerTime {
  const asked = { wall: BigInt(at) * MS, monotonic: BigInt(at) * MS };
  const total = BigInt(there + back) * MS;
  return {
    asked,
    answered: { wall: asked.wall + total, monotonic: asked.monotonic + total },
    serverMs: at + there + 5_000,
  };
}

test('the answer with the shortest way is taken, and the truth lies within its uncertainty', () => {
  const clock = new ServerClock();
  expect(clock.record('start')).toBeNull();
  clock.add(1, answer(10_000, 90, 1));
  clock.add(1, answer(15_000, 3, 1));
  clock.add(2, answer(20_000, 1, 60));
  const record = clock.record('periodic');
  expect(record).toMatchObject({ event: 'periodic', reference: 'livekit', link: 1 });
  expect(record?.roundTrip).toBe(String(4n * MS));
  const wrong = BigInt(record?.offset ?? '0') - 5_000n * MS;
  expect(wrong < 0n ? -wrong : wrong).toBeLessThanOrEqual(BigInt(record?.uncertainty ?? '0'));
});

test('old answers are forgotten, all of them after a step', () => {
  const clock = new ServerClock();
  clock.add(1, answer(10_000, 1, 1));
  for (let count = 1; count <= 8; count += 1) clock.add(1, answer(10_000 + count * 5_000, 5, 5));
  expect(clock.record('end')?.roundTrip).toBe(String(10n * MS));
  clock.forget();
  expect(clock.record('end')).toBeNull();
});
