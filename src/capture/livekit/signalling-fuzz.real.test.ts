/**
 * A LiveKit server that says anything: real answers damaged byte by byte, in any order and number, at any
 * time. The process must live, another room must not notice, and the room itself must be recorded again
 * once the server makes sense. The seed is printed; RECORDER_TEST_SEED repeats it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DisconnectReason,
  LeaveRequest,
  LeaveRequest_Action,
  SessionDescription,
  SignalResponse,
  TrickleRequest,
} from '@livekit/protocol';
import { expect, test } from 'vitest';
import { useBench } from './testing/bench.ts';
import { Mutator } from './testing/mutator.ts';
import { until } from './testing/recorder.ts';

const bench = useBench();
const full = process.env['RECORDER_TEST_FULL'] === '1';
const seconds = full ? 600 : 30;

/** What a healthy server seldom or never says. */
function unusual(): SignalResponse[] {
  const { MIGRATION, SERVER_SHUTDOWN, STATE_MISMATCH } = DisconnectReason;
  const leaves = [MIGRATION, SERVER_SHUTDOWN, STATE_MISMATCH].map((reason, index) => {
    const action = index === 1 ? LeaveRequest_Action.DISCONNECT : LeaveRequest_Action.RECONNECT;
    const value = new LeaveRequest({ reason, action });
    return new SignalResponse({ message: { case: 'leave', value } });
  });
  const offer = new SessionDescription({ type: 'offer', sdp: 'v=0\r\nm=nonsense\r\n' });
  const candidates = ['', 'no json', '{"candidate":7}', '{"candidate":"candidate:x"}'];
  return [
    ...leaves,
    new SignalResponse({ message: { case: 'offer', value: offer } }),
    new SignalResponse({ message: { case: 'refreshToken', value: 'not.a.token' } }),
    ...candidates.map((candidateInit) => {
      const value = new TrickleRequest({ candidateInit });
      return new SignalResponse({ message: { case: 'trickle', value } });
    }),
  ];
}

test(
  'whatever the server says, the recorder lives and other rooms go on',
  async () => {
    const seed = Number(process.env['RECORDER_TEST_SEED'] ?? Date.now() % 1_000_000);
    process.stdout.write(`signalling fuzz: ${seconds} s, seed ${seed}\n`);
    const mutator = new Mutator(seed);
    for (const response of unusual()) mutator.learn(response.toBinary());
    let wild = true;
    const change = (response: SignalResponse): Uint8Array | SignalResponse => {
      const bytes = response.toBinary();
      mutator.learn(bytes);
      return wild && mutator.chance(0.2) ? mutator.mutate(bytes) : response;
    };
    const network = await bench().network({ change });
    const quiet = await bench().capture('fuzz-quiet').recording();
    const calm = await bench().publisher('fuzz-quiet', 'calm');
    const count = seconds * 20;
    const flow = calm.flow('calm', count, 45);

    let fuzzed = bench().capture('fuzzed', { url: network.url });
    const end = Date.now() + seconds * 1_000;
    let said = 0;
    let captures = 1;
    while (Date.now() < end) {
      network.signal.injectBytes(mutator.next());
      said += 1;
      if (fuzzed.state === 'ended' || fuzzed.state === 'ghost') {
        // It was told that the room is over: believed, as it has to be.
        await fuzzed.capture.stop();
        fuzzed = bench().capture('fuzzed', { url: network.url });
        captures += 1;
      }
      // What breaks a link takes its time to open the next; most are to find it open.
      await sleep(mutator.chance(0.05) ? 600 : 5);
    }
    wild = false;
    network.signal.cut();
    process.stdout.write(
      `signalling fuzz: said ${said}, captures ${captures}, links ${network.signal.opened}\n`,
    );
    await flow;
    await until('the quiet room is whole', () => quiet.sink.texts('calm').length >= count);
    expect(quiet.sink.texts('calm').length).toBe(count);
    expect(quiet.sink.of('gap')).toEqual([]);
    expect(said).toBeGreaterThan(seconds * 5);

    await fuzzed.capture.stop();
    const after = await bench().capture('fuzzed', { url: network.url }).recording();
    const device = await bench().publisher('fuzzed', 'device');
    await device.flow('after', 20, 5);
    await until('recorded again', () => after.sink.texts('after').length === 20);
  },
  seconds * 1_000 + 90_000,
);
