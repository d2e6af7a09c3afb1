import { beforeEach, expect, test, vi } from 'vitest';
import { RecorderError, type ErrorCode } from '../../shared/errors.ts';
import { silentLog } from '../../shared/log.ts';
import { dialUntilOpen } from './dialer.ts';
import type { OpenOutcome } from './link-types.ts';

const pauses: number[] = [];
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => {
    pauses.push(ms);
    return Promise.resolve();
  },
}));
beforeEach(() => {
  pauses.length = 0;
});

const failed = (code: ErrorCode): OpenOutcome => ({
  kind: 'failed',
  error: new RecorderError(code, 'failed'),
});

async function dial(
  outcomes: readonly OpenOutcome[],
  requestGrant = (): Promise<{ url: string; token: string; identity: string }> =>
    Promise.resolve({ url: 'u', token: 't', identity: 'i' }),
  abort = new AbortController(),
): Promise<{ result: unknown; attempts: unknown[] }> {
  const rest = [...outcomes];
  const attempts: unknown[] = [];
  const result = await dialUntilOpen(
    {
      requestGrant,
      makeLink: () => ({
        open: () => Promise.resolve(rest.shift() ?? { kind: 'open' }),
      }),
      onAttempt: (attempt, error) => {
        attempts.push([attempt, error?.code]);
        if (attempt === 5) abort.abort();
      },
      log: silentLog,
    },
    abort.signal,
  );
  return { result, attempts };
}

test('tries again until a link is open, and tells why it has to', async () => {
  const { result, attempts } = await dial([
    failed('livekit-unreachable'),
    failed('livekit-rejected'),
  ]);
  expect(result).toBeNull();
  expect(attempts).toEqual([
    [1, undefined],
    [2, 'livekit-unreachable'],
    [3, 'livekit-rejected'],
  ]);
});

test('the first refused token is followed by a new one at once, the second is not', async () => {
  const unauthorized = failed('livekit-unauthorized');
  const { attempts } = await dial([unauthorized, unauthorized, unauthorized]);
  expect(attempts.length).toBe(4);
  expect(pauses.length).toBe(2);
});

test('pauses grow from 0.2 s and have some chance in them', async () => {
  await dial([failed('livekit-unreachable'), failed('livekit-unreachable')]);
  const [first = 0, second = 0] = pauses;
  expect(first).toBeGreaterThanOrEqual(140);
  expect(first).toBeLessThanOrEqual(200);
  expect(second).toBeGreaterThanOrEqual(280);
  expect(second).toBeLessThanOrEqual(400);
});

test('a grant that cannot be had is a failed attempt with its own reason', async () => {
  let asked = 0;
  const { attempts } = await dial([], () => {
    asked += 1;
    if (asked === 1) return Promise.reject(new RecorderError('syncflow-timeout', 'slow'));
    if (asked === 2) return Promise.reject(new Error('bug'));
    return Promise.resolve({ url: 'u', token: 't', identity: 'i' });
  });
  expect(attempts).toEqual([
    [1, undefined],
    [2, 'syncflow-timeout'],
    [3, 'livekit-link-failed'],
  ]);
});

test('an ended room is not tried again', async () => {
  const { result, attempts } = await dial([{ kind: 'ended', reason: 'room-deleted' }]);
  expect(result).toBe('room-deleted');
  expect(attempts.length).toBe(1);
});

test('stops at once when told to, even while a grant does not come', async () => {
  const abort = new AbortController();
  const dialing = dial([], () => new Promise(() => undefined), abort);
  abort.abort();
  expect((await dialing).result).toBeNull();
});
