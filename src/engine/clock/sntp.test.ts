import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestTimeServer } from '../../../stack/services/time-server.ts';
import type { ClockReading } from './clock-reading.ts';
import { askTimeServer, compare, type NtpComparison } from './sntp-client.ts';
import { decodeAnswer, encodeQuestion, ntpTimestamp, unixNanoseconds } from './sntp-packet.ts';

let server: TestTimeServer;

beforeEach(async () => {
  server = await TestTimeServer.start();
});

afterEach(() => server.stop());

const now = (): ClockReading => ({
  wall: BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n,
  monotonic: process.hrtime.bigint(),
});

const ask = (timeoutMs = 5000): Promise<NtpComparison> =>
  askTimeServer({ host: '127.0.0.1', port: server.port }, now, timeoutMs);

test.each([0, 3.25, -86_400.5])('a server that is %d s ahead is measured so', async (offset) => {
  server.behaviour.offset = offset;
  const found = await ask();
  const wrong = found.offset - BigInt(Math.round(offset * 1e9));
  // What the uncertainty promises, and a microsecond for the test's own arithmetic.
  expect(wrong < 0n ? -wrong : wrong).toBeLessThanOrEqual(found.uncertainty + 1000n);
  expect(found.uncertainty).toBeGreaterThanOrEqual(found.roundTrip / 2n);
  expect(found).toMatchObject({ stratum: 2, server: `127.0.0.1:${server.port}` });
});

test('the way there counts into the uncertainty, and the time that the server took does not', async () => {
  server.behaviour.delayMs = 300;
  const found = await ask();
  expect(found.roundTrip).toBeLessThan(300_000_000n);
});

test.each([
  ['no answer', { silent: true }, 'in time'],
  ['an answer to another question', { forged: true }, 'in time'],
  ['a server that is not synchronised', { leap: 3 }, 'not synchronised'],
  ['stratum 16', { stratum: 16 }, 'not synchronised'],
  ['a kiss of death', { stratum: 0, refusal: 'RATE' }, 'RATE'],
])('%s is refused', async (_what, behaviour, message) => {
  Object.assign(server.behaviour, behaviour);
  await expect(ask(400)).rejects.toThrow(message);
});

test('the arithmetic of RFC 4330, with a way back that is longer than the way there', () => {
  const asked = { wall: 1_000n, monotonic: 50n };
  const answered = { wall: 1_900n, monotonic: 950n };
  // Ours is 10,000 behind; 200 there, 300 in the server, 400 back.
  expect(compare(asked, answered, 11_200n, 11_500n, 7n)).toEqual({
    offset: 9_900n,
    uncertainty: 307n,
    roundTrip: 600n,
    at: { wall: 1_450n, monotonic: 500n },
  });
  expect(() => compare(asked, answered, 11_500n, 11_200n, 7n)).toThrow('not so');
  const set = { wall: 5_000_001_900n, monotonic: 950n };
  expect(() => compare(asked, set, 11_200n, 11_500n, 7n)).toThrow('was set');
});

test('times go over the end of the first era and come back', () => {
  for (const text of ['2026-11-21T15:00:00.123Z', '2036-02-07T06:28:15Z', '2040-01-01T00:00:00Z']) {
    const unix = BigInt(Date.parse(text)) * 1_000_000n + 789n;
    expect(unixNanoseconds(ntpTimestamp(unix))).toBe(unix);
  }
  // 2000-01-01 in the first era, from a table (RFC 5905, figure 4).
  expect(unixNanoseconds(3_155_673_600n << 32n)).toBe(946_684_800_000_000_000n);
});

test('anything at all may come from the network', () => {
  const nonce = Buffer.alloc(8, 1);
  for (let length = 0; length < 48; length += 1) {
    expect(() => decodeAnswer(Buffer.alloc(length, 0x24), nonce)).toThrow('too short');
  }
  expect(() => decodeAnswer(encodeQuestion(nonce), nonce)).toThrow('not from a server');
});
