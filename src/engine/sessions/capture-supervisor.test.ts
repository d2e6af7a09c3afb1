/** Real processes that die and hang; what they would record is left out (capture-child.fixture.ts). */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { defaultClockSettings, defaultJournalSettings } from '../../shared/capture-protocol.ts';
import { silentLog } from '../../shared/log.ts';
import { forkCapture, type CaptureProcess } from './capture-process.ts';
import { CaptureSupervisor } from './capture-supervisor.ts';
import type { CaptureSupervisorOptions } from './capture-supervisor-options.ts';

const entry = new URL('capture-child.fixture.ts', import.meta.url);
let supervisor: CaptureSupervisor;

vi.setConfig({ testTimeout: 90_000 });

function supervise(options: Partial<CaptureSupervisorOptions> = {}): void {
  supervisor = new CaptureSupervisor({
    spawn: forkCapture(entry, ['--import', 'tsx']),
    journal: defaultJournalSettings,
    clock: defaultClockSettings,
    software: 'test',
    choice: 'auto',
    log: silentLog,
    ...options,
  });
}

afterEach(async () => {
  await supervisor.stop();
});

/** A room that starts itself again whenever its child dies, as RoomRecorder does. */
class RestartingRoom {
  readonly recordingId: string;
  readonly name: string;
  /** Of the children that it was in. */
  readonly pids: number[] = [];
  deaths = 0;
  closed = false;

  constructor(recordingId: string, name = 'good') {
    this.recordingId = recordingId;
    this.name = name;
  }

  get pid(): number | undefined {
    return this.pids.at(-1);
  }

  async start(): Promise<this> {
    await supervisor.startRoom(
      {
        recordingId: this.recordingId,
        folder: '/nowhere',
        roomName: this.name,
        session: null,
        position: { nextRecord: 1, nextSegment: 1 },
        resume: null,
        plainHosts: [],
      },
      {
        requestGrant: () => Promise.reject(new Error('none')),
        onState: (state) => {
          if (state.state === 'recording') this.pids.push(Number(state.metadata));
        },
        onCounters: () => undefined,
        onSegmentClosed: () => undefined,
        onClosed: () => {
          this.closed = true;
        },
        onDied: () => {
          this.deaths += 1;
          if (this.name !== 'hang') this.start().catch(() => undefined); // it is being stopped
        },
      },
    );
    return this;
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const limit = Date.now() + 60_000;
  while (!isSo()) {
    if (Date.now() > limit) throw new Error(`waited in vain: ${what}`);
    await sleep(20);
  }
}

async function startRooms(count: number): Promise<RestartingRoom[]> {
  const rooms = Array.from({ length: count }, (_, index) => new RestartingRoom(`room-${index}`));
  await Promise.all(rooms.map((room) => room.start()));
  await until('all started', () => rooms.every((room) => room.pid !== undefined));
  return rooms;
}

test('a room that kills its child again and again ends up alone; the others go on', async () => {
  supervise();
  const good = await startRooms(5);
  expect(new Set(good.map((room) => room.pid)).size).toBe(1);
  const killer = await new RestartingRoom('killer', 'kill').start();
  await until('the killer is alone', () => {
    const others = new Set(good.map((room) => room.pid));
    return killer.deaths >= 5 && killer.pid !== undefined && !others.has(killer.pid);
  });
  const before = good.map((room) => room.pids.length);
  const deaths = killer.deaths;
  await until('it goes on killing', () => killer.deaths >= deaths + 2);
  expect(good.map((room) => room.pids.length)).toEqual(before);
  // Halving finds one of six in three more deaths than the first.
  expect(Math.max(...good.map((room) => room.deaths))).toBeLessThanOrEqual(4);
  // A new room does not go where rooms are under suspicion.
  const newcomer = await new RestartingRoom('newcomer').start();
  await until('started', () => newcomer.pid !== undefined);
  expect(good.map((room) => room.pid)).not.toContain(newcomer.pid);
});

test('a child that hangs is killed and replaced', async () => {
  supervise({ times: { hungAfterLooks: 2 } });
  const [good] = await startRooms(1);
  await new RestartingRoom('stopped', 'hang').start();
  await until('started again', () => good?.pids.length === 2);
  expect(good?.deaths).toBe(1);
  expect(supervisor.view().restarts).toBe(1);
  // SIGSTOP holds everything but SIGKILL: it is really gone.
  await until('gone', () => !isRunning(good?.pids[0]));
});

test('a child that takes long to start gets the rooms that wait for it', async () => {
  const spawn = forkCapture(entry, ['--import', 'tsx']);
  const slowly = (): CaptureProcess => {
    const child = spawn();
    return {
      ...child,
      onMessage: (handler) => {
        child.onMessage((message) => {
          const isReady = z.object({ type: z.literal('ready') }).safeParse(message).success;
          setTimeout(handler, isReady ? 4_000 : 0, message);
        });
      },
    };
  };
  supervise({ spawn: slowly });
  const [room] = await startRooms(1);
  process.kill(room?.pid ?? 0, 'SIGKILL');
  await until('started again', () => room?.pids.length === 2);
  expect(supervisor.view()).toMatchObject({ restarts: 1, processes: 1 });
});

test('rooms are spread over children, as few as their limit allows', async () => {
  supervise({ limits: { roomsPerChild: 2, children: 2 } });
  const rooms = await startRooms(5);
  const pids = rooms.map((room) => room.pid);
  expect(new Set(pids).size).toBe(2);
  const loads = [...new Set(pids)].map((pid) => pids.filter((one) => one === pid).length);
  expect(loads.sort()).toEqual([2, 3]);
  expect(supervisor.view().processes).toBe(2);
});

test('a child that has no rooms any more ends, but the last', async () => {
  supervise({ limits: { roomsPerChild: 1, children: 3 }, times: { idleMs: 100 } });
  const rooms = await startRooms(3);
  expect(supervisor.view().processes).toBe(3);
  for (const room of rooms) supervisor.stopRoom(room.recordingId, null);
  await until('closed', () => rooms.every((room) => room.closed));
  await until('one is left', () => supervisor.view().processes === 1);
  expect(supervisor.view().restarts).toBe(0);
});

function isRunning(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
