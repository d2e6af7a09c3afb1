/** Ends of a round trip that the journey through the app cannot bring about at a chosen moment. */
import { expect, test } from 'vitest';
import { RecorderError } from '../../shared/errors.ts';
import { roundTripViewSchema } from '../../shared/ipc/preflight.ts';
import type { SessionView } from '../../shared/snapshot.ts';
import { RoundTrip } from './round-trip.ts';
import type { RoundTripPort } from './round-trip-port.ts';

const recording: SessionView = {
  ...{ sessionId: 's', projectId: 'p', name: 'Preflight test', roomName: 'r', phase: 'recording' },
  ...{ since: 0, recordingId: 'rec', folder: 'f', error: null, warning: null, lane: 'a' },
  counters: {
    ...{ recordingId: 'rec', packets: 0, duplicates: 0, links: 1, participants: [] },
    journal: {
      ...{ written: 1, synced: 1, messages: 0, bytes: 0, lost: 0, lastWriteAt: null, error: null },
    },
  },
};

function port(calls: string[], changes: Partial<RoundTripPort>): RoundTripPort {
  const never = (what: string) => (): never => {
    throw new Error(`${what} was not to be called`);
  };
  return {
    createSession: () => Promise.resolve({ sessionId: 's' }),
    sendMessage: () => Promise.reject(new RecorderError('ping-failed', 'nobody could be asked')),
    endSession: () => {
      calls.push('end');
      return Promise.resolve();
    },
    sessionView: () => recording,
    pathOf: never('pathOf'),
    readManifest: never('readManifest'),
    destinationCount: never('destinationCount'),
    uploads: () => [],
    isPaused: never('isPaused'),
    sendFirst: never('sendFirst'),
    deleteLocal: never('deleteLocal'),
    ...changes,
  };
}

async function outcome(changes: Partial<RoundTripPort>): Promise<{
  readonly states: Record<string, string>;
  readonly left: readonly string[];
  readonly calls: readonly string[];
}> {
  const calls: string[] = [];
  const trip = new RoundTrip(port(calls, changes), { id: 'p', name: 'P' }, () => undefined);
  await trip.done;
  const { state, steps, left } = roundTripViewSchema.parse(trip.view());
  expect(state).toBe('done');
  return { states: Object.fromEntries(steps.map((one) => [one.part, one.state])), left, calls };
}

test('the message cannot be sent: the session is ended, nothing is deleted, and what is left is named', async () => {
  const { states, left, calls } = await outcome({});
  expect(states).toMatchObject({ recording: 'ok', message: 'failed', end: 'ok' });
  expect(states).toMatchObject({ receipt: 'skipped', upload: 'skipped', 'clean-up': 'skipped' });
  expect(calls).toEqual(['end']);
  expect(left.join(' ')).toContain('Its recording stays on this computer');
  expect(left.join(' ')).not.toContain('still runs');
});

test('SyncFlow does not end the session: tried again, and told that it still runs', async () => {
  let tries = 0;
  const { states, left } = await outcome({
    endSession: () => {
      tries += 1;
      return Promise.reject(new RecorderError('syncflow-failed', 'a fault'));
    },
  });
  expect(states).toMatchObject({ end: 'failed' });
  expect(tries).toBe(3);
  expect(left[0]).toContain('still runs in SyncFlow');
});

test('no session was made: nothing is ended, and nothing is left', async () => {
  const { states, left, calls } = await outcome({
    createSession: () => Promise.reject(new RecorderError('syncflow-unreachable', 'no way')),
    sessionView: () => null,
  });
  expect(states).toMatchObject({ session: 'failed', recording: 'skipped', end: 'skipped' });
  expect(calls).toEqual([]);
  expect(left).toEqual([]);
});
