import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TestTimeServer } from '../../../stack/services/time-server.ts';
import { silentLog } from '../../shared/log.ts';
import type { ClockRecord } from '../../shared/records.ts';
import { WallClock } from '../wall-clock.ts';
import { ClockKeeper, type ClockListener } from './clock-keeper.ts';

const MS = 1_000_000n;
let server: TestTimeServer;
/** What the system clock is ahead by, as somebody sets it. */
let setBy: number;
let clock: WallClock;
let keeper: ClockKeeper;

beforeEach(async () => {
  server = await TestTimeServer.start();
  setBy = 0;
});

afterEach(() => server.stop());

function keep(intervalMs: number, ntp = server.setting): void {
  clock = new WallClock(
    (change) => {
      keeper.adjusted(change);
    },
    {
      wallMs: () => Date.now() + setBy,
      fineWallMs: () => performance.timeOrigin + performance.now() + setBy,
      monotonic: () => process.hrtime.bigint(),
    },
  );
  keeper = new ClockKeeper({
    settings: { ntp, intervalMs },
    now: () => clock.now(),
    log: silentLog,
  });
}

interface Room extends ClockListener {
  readonly records: ClockRecord[];
  periods: number;
  steps: number;
}

function room(): Room {
  const one: Room = {
    records: [],
    periods: 0,
    steps: 0,
    onRecord: (record) => one.records.push(record),
    onPeriod: () => (one.periods += 1),
    onStep: () => (one.steps += 1),
  };
  return one;
}

const until = (isSo: () => void): Promise<void> => vi.waitFor(isSo, { timeout: 15_000 });
const events = ({ records }: Room): string[] => records.map(({ event }) => event);

test('compared at the start, again and again, and at the end, for each room', async () => {
  server.behaviour.offset = 2;
  keep(1000);
  const one = room();
  keeper.add(one);
  await until(() => {
    expect(events(one)).toContain('periodic');
  });
  const two = room();
  keeper.add(two);
  await until(() => {
    expect(events(two)[0]).toBe('start');
  });
  await keeper.remove(one, false);
  await keeper.remove(two, false);
  expect(events(one).at(0)).toBe('start');
  expect(events(one).at(-1)).toBe('end');
  expect(one.periods).toBeGreaterThan(0);
  for (const record of one.records) {
    const wrong = BigInt(record.offset ?? '0') - 2000n * MS;
    // The wall clock may be two milliseconds off the system's own.
    expect(wrong < 0n ? -wrong : wrong).toBeLessThanOrEqual(
      BigInt(record.uncertainty ?? '0') + 4n * MS,
    );
    expect(record).toMatchObject({ reference: 'ntp', server: server.setting, stratum: 2 });
  }
  const asked = server.asked;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(server.asked).toBe(asked);
});

test('a public server is asked no more than every 15 s, whoever comes and goes', async () => {
  keep(60_000);
  for (let count = 0; count < 3; count += 1) {
    const one = room();
    keeper.add(one);
    await until(() => {
      expect(events(one)).toEqual(['start']);
    });
    await keeper.remove(one, false);
    expect(events(one)).toEqual(['start', 'end']);
  }
  expect(server.asked).toBe(1);
});

test('a step is told to every room at once, and the old comparison is not used any more', async () => {
  keep(60_000);
  const one = room();
  keeper.add(one);
  await until(() => {
    expect(events(one)).toEqual(['start']);
  });
  setBy = -3_600_000;
  await until(() => {
    expect(events(one)).toEqual(['start', 'step']);
  });
  expect(Math.abs(Number(one.records[1]?.change) / 1e6 + 3_600_000)).toBeLessThan(20);
  expect(one.steps).toBe(1);
  await keeper.remove(one, false);
  expect(events(one)).toEqual(['start', 'step']);
});

test('small movements are told once they have added up', () => {
  keep(60_000, 'off');
  const one = room();
  keeper.add(one);
  for (let count = 0; count < 9; count += 1) keeper.adjusted(5n * MS);
  expect(one.records).toMatchObject([
    { event: 'drift', change: '20000000' },
    { event: 'drift', change: '20000000' },
  ]);
  keeper.adjusted(-25n * MS);
  expect(one.records.at(-1)).toMatchObject({ event: 'step', change: '-25000000' });
});

test('a server that is silent holds nothing up, and is not asked again at the end', async () => {
  server.behaviour.silent = true;
  keep(1000);
  const one = room();
  keeper.add(one);
  await until(() => {
    expect(server.asked).toBeGreaterThan(0);
  });
  await new Promise((resolve) => setTimeout(resolve, 3500));
  const asked = server.asked;
  await keeper.remove(one, false);
  expect(server.asked).toBe(asked);
  expect(one.records).toEqual([]);
});

test('a server that wants no more questions gets none', async () => {
  Object.assign(server.behaviour, { stratum: 0, refusal: 'DENY' });
  keep(1000);
  const one = room();
  keeper.add(one);
  await until(() => {
    expect(one.periods).toBeGreaterThanOrEqual(2);
  });
  await keeper.remove(one, false);
  expect(server.asked).toBe(1);
  expect(one.records).toEqual([]);
});
