import { expect, test } from 'vitest';
import { toRecorderError } from '../../shared/errors.ts';
import type { PingOrder } from '../../shared/ping.ts';
import type { ChildPort } from '../processes/child-port.ts';
import { pingRoom } from './ping-room.ts';

const order: PingOrder = { type: 'ask', url: 'ws://x', token: 't', waitMs: 10 };

/** A child that does what it is told here: no real one can be made to die at a chosen moment. */
function child(script: (say: (message: unknown) => void, die: (why: string) => void) => void): {
  spawn: () => ChildPort<PingOrder>;
  sent: PingOrder[];
} {
  const sent: PingOrder[] = [];
  const spawn = (): ChildPort<PingOrder> => {
    let hear: (message: unknown) => void = () => undefined;
    let onExit: (why: string) => void = () => undefined;
    setImmediate(() => {
      script(
        (message) => {
          hear(message);
        },
        (why) => {
          onExit(why);
        },
      );
    });
    return {
      pid: 1,
      send: (message) => sent.push(message),
      onMessage: (handler) => {
        hear = handler;
      },
      onExit: (handler) => {
        onExit = handler;
      },
      kill: () => undefined,
    };
  };
  return { spawn, sent };
}

test('the order goes out when the child is ready; what is no report is nothing', async () => {
  const { spawn, sent } = child((say) => {
    say({ type: 'ready' });
    say('nonsense');
    say({ type: 'asking', participants: [{ identity: 'a', name: '' }] });
    say({ type: 'done', answers: [{ identity: 'a', name: '', roundTripMs: 3 }], silent: [] });
  });
  const asked: string[] = [];
  const done = await pingRoom(spawn, order, (participants) => {
    asked.push(...participants.map(({ identity }) => identity));
  });
  expect(sent).toEqual([order]);
  expect(asked).toEqual(['a']);
  expect(done.answers).toHaveLength(1);
});

test('a child that dies in the middle is an error in words', async () => {
  const { spawn } = child((say, die) => {
    say({ type: 'ready' });
    die('SIGABRT');
  });
  const failed = await pingRoom(spawn, order, () => undefined).catch(toRecorderError);
  expect(failed).toMatchObject({
    code: 'ping-failed',
    message: 'The room could not be asked: the process that asks ended (SIGABRT)',
  });
});
