import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { LiveKit, type LiveKitOptions } from '../../../../stack/services/livekit.ts';
import { FaultyNetwork } from '../../../../stack/network/faulty-network.ts';
import type { SignalRelayOptions } from '../../../../stack/network/signal-relay.ts';
import { Publisher } from './publisher.ts';
import { TestRecorder, type TestCaptureOptions } from './recorder.ts';
import { SignalProxy } from './signal-proxy.ts';

/** A LiveKit server for one test file, and everything that its tests start; all is ended after each. */
export interface Bench {
  readonly server: LiveKit;
  /** A capture of this room, not yet recording. */
  readonly capture: (room: string, options?: TestCaptureOptions) => TestRecorder;
  /** A participant in a process of its own. */
  readonly publisher: (room: string, identity: string, hidden?: boolean) => Promise<Publisher>;
  /** @param knowsV1 false: answers like a server that knows `/rtc` only */
  readonly proxy: (knowsV1?: boolean) => Promise<SignalProxy>;
  /** A network between a capture and the server. */
  readonly network: (options?: Pick<SignalRelayOptions, 'change'>) => Promise<FaultyNetwork>;
}

/** Call it once, at the top of a test file. */
export function useBench(options: Omit<LiveKitOptions, 'folder'> = {}): () => Bench {
  let folder: string;
  let server: LiveKit;
  const cleanups: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'capture-'));
    server = await LiveKit.create({ folder, ...options });
    await server.start();
  });
  afterEach(async () => {
    await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => ({
    server,
    capture: (room, captureOptions) => {
      const recorder = new TestRecorder(server, room, captureOptions);
      cleanups.push(() => recorder.capture.stop());
      return recorder;
    },
    publisher: async (room, identity, hidden) => {
      const one = await Publisher.join(server, room, identity, hidden);
      cleanups.push(() => one.kill());
      return one;
    },
    network: async (networkOptions) => {
      const network = await FaultyNetwork.start(server, networkOptions);
      cleanups.push(() => network.stop());
      return network;
    },
    proxy: async (knowsV1) => {
      const proxy = await SignalProxy.start(server.port, knowsV1);
      cleanups.push(() => proxy.stop());
      return proxy;
    },
  });
}
