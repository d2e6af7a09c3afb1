import { beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { UpdateWatch, type UpdateSource } from './update-watch.ts';

/** A source that is told what to answer; e2e/package/updates.ts has the real one. */
class Source implements UpdateSource {
  offered: string | null | Error = '2.0.0';
  looks = 0;
  signal: AbortSignal | null = null;
  installs = true;
  finish: (() => void) | null = null;

  find(): Promise<string | null> {
    this.looks += 1;
    return this.offered instanceof Error
      ? Promise.reject(this.offered)
      : Promise.resolve(this.offered);
  }

  fetch(signal: AbortSignal): Promise<void> {
    this.signal = signal;
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      signal.addEventListener('abort', () => {
        reject(new Error('ended'));
      });
    });
  }

  installAtEnd(wanted: boolean): void {
    this.installs = wanted;
  }
}

let source: Source;
let recording: boolean;
let wanted: boolean;
let time: number;
let watch: UpdateWatch;
const states: string[] = [];

beforeEach(() => {
  source = new Source();
  recording = false;
  wanted = true;
  time = 0;
  states.length = 0;
  watch = new UpdateWatch({
    source,
    isWanted: () => wanted,
    isRecording: () => recording,
    onChange: ({ state }) => states.push(state),
    log: silentLog,
    now: () => time,
  });
  time = 60_000;
});

/** Until what was begun waits for something. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a newer version is fetched, and is ready for when the app is quit', async () => {
  const tick = watch.tick();
  await settled();
  expect(watch.view()).toMatchObject({ state: 'fetching', version: '2.0.0' });
  source.finish?.();
  await tick;
  expect(watch.view()).toMatchObject({ state: 'ready', version: '2.0.0' });
  expect(states).toEqual(['looking', 'fetching', 'ready']);
  time += 1e9;
  await watch.tick();
  expect(source.looks).toBe(1);
});

test('nothing is asked while a session is recorded, and it is asked afterwards', async () => {
  recording = true;
  await watch.tick();
  expect(source.looks).toBe(0);
  recording = false;
  source.offered = null;
  await watch.tick();
  expect(source.looks).toBe(1);
});

test('a session that begins ends the fetching, which begins again after it', async () => {
  const first = watch.tick();
  await settled();
  recording = true;
  await watch.tick();
  await first;
  expect(source.signal?.aborted).toBe(true);
  expect(watch.view()).toMatchObject({ state: 'idle', version: null });
  recording = false;
  const second = watch.tick();
  await settled();
  source.finish?.();
  await second;
  expect(watch.view().state).toBe('ready');
});

test('a server that is away is asked again hours later, not at once', async () => {
  source.offered = new Error('away');
  await watch.tick();
  await watch.tick();
  expect(source.looks).toBe(1);
  expect(watch.view().state).toBe('idle');
  time += 7 * 3600_000;
  await watch.tick();
  expect(source.looks).toBe(2);
});

test('not right after the start, and not when it is switched off', async () => {
  time = 1000;
  await watch.tick();
  time = 60_000;
  wanted = false;
  watch.wishChanged();
  await watch.tick();
  expect(source.looks).toBe(0);
  expect(source.installs).toBe(false);
  wanted = true;
  watch.wishChanged();
  expect(source.installs).toBe(true);
});

test('where the app cannot update itself nothing is asked', async () => {
  const without = new UpdateWatch({
    source: null,
    isWanted: () => true,
    isRecording: () => false,
    onChange: () => undefined,
    log: silentLog,
    now: () => time,
  });
  time += 60_000;
  await without.tick();
  expect(without.view()).toEqual({
    isPossible: false,
    isWanted: true,
    state: 'idle',
    version: null,
  });
});
