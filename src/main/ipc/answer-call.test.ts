import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecorderError } from '../../shared/errors.ts';
import { callSchemas, type Channel } from '../../shared/ipc/contract.ts';
import { defaultAdvanced } from '../../shared/ipc/advanced.ts';
import { answerCall, type Handlers } from './answer-call.ts';

const channels = Object.keys(callSchemas) as Channel[];

/** Handlers that answer nothing sensible and remember whether they were reached. */
function spies(reached: Channel[]): Handlers {
  const entries = channels.map((channel) => [
    channel,
    () => {
      reached.push(channel);
    },
  ]);
  return Object.fromEntries(entries) as Handlers;
}

test(
  'whatever the window sends to any channel, a handler sees only arguments of the contract',
  { timeout: 120_000 },
  async () => {
    const anything = fc.array(fc.anything({ withBigInt: true, withDate: true, maxDepth: 3 }), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...channels), anything, async (channel, args) => {
        const reached: Channel[] = [];
        try {
          await answerCall(channel, spies(reached), args);
        } catch (error) {
          if (reached.length === 0) expect(error).toBeInstanceOf(RecorderError);
        }
        const fits = callSchemas[channel].args.safeParse(args).success;
        expect(reached).toEqual(fits ? [channel] : []);
      }),
      { numRuns: process.env['RECORDER_TEST_FULL'] === '1' ? 100_000 : 1500 },
    );
  },
);

test('an answer carries only members that the contract names', async () => {
  const answer = {
    version: '1',
    electron: '33',
    colourScheme: 'dark' as const,
    logFolder: '/logs',
    secret: 'never to be seen',
  };
  const given = await answerCall('app:info', { 'app:info': () => answer }, []);
  expect(given).toEqual({ version: '1', electron: '33', colourScheme: 'dark', logFolder: '/logs' });
});

test('an answer that does not fit is an error, not an answer', async () => {
  const wrong = { 'setup:choose-folder': () => Number('5') as never };
  await expect(answerCall('setup:choose-folder', wrong, [])).rejects.toThrow();
});

test('a form that does not fit names the field in words', async () => {
  const handlers = { 'setup:save': () => undefined };
  const form = {
    ...{ serverUrl: '', broker: { host: '', port: 5671, vhost: '', tls: true }, deviceGroups: [] },
    ...{ deviceName: ' ', plainHosts: [], dataFolder: '/data', advanced: defaultAdvanced },
    ...{ projects: [], livekitProjects: [] },
  };
  await expect(answerCall('setup:save', handlers, [form])).rejects.toMatchObject({
    code: 'config-bad-value',
    message: expect.stringContaining('The name of this recorder is missing') as unknown,
  });
});
