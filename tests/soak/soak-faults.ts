/** What can go wrong in a soak: each fault begins, lasts for a random while, and is over. */
import { execFile } from 'node:child_process';
import { rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultChanges } from '../../stack/syncflow/fault-settings.ts';
import type { StoreRelay } from '../../stack/network/store-relay.ts';
import { storeFaults } from '../../stack/network/store-relay.ts';
import type { TcpRelay } from '../../stack/network/tcp-relay.ts';
import type { Random } from '../../stack/soak/random.ts';
import type { Stack } from '../../stack/stack.ts';
import type { SoakRecorder } from './soak-recorder.ts';

export interface SoakWorld {
  readonly stack: Stack;
  readonly recorder: SoakRecorder;
  readonly store: StoreRelay;
  readonly brokerWay: TcpRelay;
  readonly dataFolder: string;
  readonly random: Random;
  /** How long a fault lasts at most, milliseconds. */
  readonly longestMs: number;
}

/** Two faults of one part at once would only undo each other. */
export type SoakPart = 'livekit' | 'network' | 's3' | 'disk' | 'recorder' | 'syncflow';

export interface SoakFault {
  readonly part: SoakPart;
  readonly name: string;
  /** Resolves when it is over. */
  readonly run: (world: SoakWorld) => Promise<void>;
}

/** From a tenth of a second to the longest. */
function aWhile({ random, longestMs }: SoakWorld): Promise<void> {
  return sleep(random.between(100, longestMs));
}

const livekit: readonly SoakFault[] = [
  {
    part: 'livekit',
    name: 'LiveKit stands still',
    run: async (world) => {
      world.stack.livekit.pause();
      await aWhile(world);
      world.stack.livekit.resume();
    },
  },
  {
    part: 'livekit',
    name: 'LiveKit is killed and restarted',
    run: async (world) => {
      await world.stack.livekit.kill();
      await aWhile(world);
      await world.stack.livekit.start();
    },
  },
];

const network: readonly SoakFault[] = [
  {
    part: 'network',
    name: 'UDP is lost, late, twice and damaged',
    run: async (world) => {
      const { media } = world.stack.network;
      const loss = world.random.between(0.02, 0.3);
      media.set({ loss, duplicate: 0.1, corrupt: 0.02, delayMs: 20, jitterMs: 60 });
      await aWhile(world);
      media.set({});
    },
  },
  {
    part: 'network',
    name: 'the network vanishes',
    run: async (world) => {
      world.stack.network.vanish();
      await aWhile(world);
      world.stack.network.comeBack();
    },
  },
  {
    part: 'network',
    name: 'the signalling is cut and refused',
    run: async (world) => {
      world.stack.network.signal.set('refuse');
      await aWhile(world);
      world.stack.network.signal.set('pass');
    },
  },
];

const s3: readonly SoakFault[] = [
  {
    part: 's3',
    name: 'S3 is down',
    run: async (world) => {
      await world.stack.s3.stop();
      await aWhile(world);
      await world.stack.s3.start();
    },
  },
  {
    part: 's3',
    name: 'S3 answers errors, or not at all',
    run: async (world) => {
      for (const fault of storeFaults) {
        world.store.set(fault, () => world.random.next() < 0.7);
        await sleep(world.random.between(100, world.longestMs / 2));
      }
      world.store.set(null);
    },
  },
];

/**
 * Takes so many bytes of the disk at once. This process relays the network and must not stand still.
 * Where the recorder was faster with the last bytes, the disk is as full as it should be.
 */
function allocate(path: string, bytes: number): Promise<void> {
  return new Promise((resolve) => {
    execFile('fallocate', ['--length', String(bytes), path], () => {
      resolve();
    });
  });
}

const disk: readonly SoakFault[] = [
  {
    part: 'disk',
    name: 'the disk is full',
    run: async (world) => {
      const path = join(world.dataFolder, 'ballast');
      const { bavail, bsize } = statfsSync(world.dataFolder);
      await allocate(path, Math.max(1, bavail * bsize - 1_000_000));
      await aWhile(world);
      rmSync(path, { force: true });
    },
  },
];

const recorder: readonly SoakFault[] = [
  {
    part: 'recorder',
    name: 'kill -9 of the whole recorder',
    run: ({ recorder: it, random, longestMs }) => it.kill('all', random.between(0, longestMs / 2)),
  },
  {
    part: 'recorder',
    name: 'kill -9 of its parent alone',
    run: ({ recorder: it, random, longestMs }) =>
      it.kill('parent', random.between(0, longestMs / 2)),
  },
  {
    part: 'recorder',
    name: 'kill -9 of the capture child',
    run: async ({ recorder: it }) => {
      it.killChild();
      await sleep(1000);
    },
  },
  {
    part: 'recorder',
    name: 'the capture child stands still',
    run: ({ recorder: it, random, longestMs }) => it.stopChild(random.between(100, longestMs)),
  },
];

/** SyncFlow loses its own connection to a broker that restarts, and is started again itself. */
async function restartBroker(world: SoakWorld, end: () => Promise<void>): Promise<void> {
  const { broker, standIn } = world.stack;
  await end();
  await aWhile(world);
  await broker.start();
  // Consumers that come back now find no exchange.
  await aWhile(world);
  await standIn.restart();
}

function api(name: string, changes: FaultChanges): SoakFault {
  return {
    part: 'syncflow',
    name,
    run: async (world) => {
      world.stack.standIn.faults.set(changes);
      await aWhile(world);
      world.stack.standIn.faults.reset();
    },
  };
}

const syncflow: readonly SoakFault[] = [
  {
    part: 'syncflow',
    name: 'the broker is killed and restarted, the exchange gone',
    run: (world) => restartBroker(world, () => world.stack.broker.kill()),
  },
  {
    part: 'syncflow',
    name: 'connections to the broker are cut and refused',
    run: async (world) => {
      world.brokerWay.set('refuse');
      await aWhile(world);
      world.brokerWay.set('pass');
    },
  },
  {
    part: 'syncflow',
    name: 'the broker says nothing',
    run: async (world) => {
      world.brokerWay.set('silent');
      await aWhile(world);
      world.brokerWay.set('pass');
    },
  },
  {
    part: 'syncflow',
    name: 'the exchange is deleted and made again',
    run: async (world) => {
      await world.stack.standIn.faults.removeExchange();
      await aWhile(world);
      await world.stack.standIn.faults.restoreExchange();
    },
  },
  {
    part: 'syncflow',
    name: 'all queues are deleted',
    run: async (world) => {
      await world.stack.broker.deleteQueues();
      await aWhile(world);
    },
  },
  {
    part: 'syncflow',
    name: 'the SyncFlow server is down',
    run: async (world) => {
      await world.stack.standIn.close();
      await aWhile(world);
      await world.stack.standIn.start();
    },
  },
  api('the API answers 500', { fail: 'all' }),
  api('the API hangs', { hang: 'all', hangSeconds: 5 }),
  api('the API is slow', { slow: 'all', latencyMs: 3000 }),
];

export const soakFaults: readonly SoakFault[] = [
  ...livekit,
  ...network,
  ...s3,
  ...disk,
  ...recorder,
  ...syncflow,
];
