/** A stack with devices and recorders for one test file; everything it started ends with it. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AccessToken } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { DeviceHandle } from '../../stack/devices/fleet.ts';
import { startDevice, type DeviceOptions } from '../../stack/devices/fleet.ts';
import { check, type CheckResult } from '../../stack/check-run.ts';
import { startStack, type Stack, type StackOptions } from '../../stack/stack.ts';
import type { StackProject } from '../../stack/stack-project.ts';
import { RecorderProcess } from './recorder-process.ts';

export interface LabDevice {
  readonly name: string;
  readonly group: string;
  readonly ratePerSecond?: number;
  readonly odd?: boolean;
  readonly startWhen?: 'joined' | 'recording';
  /** Sends for so long, then leaves; without: until it is stopped. */
  readonly seconds?: number;
  /** Goes around a network that recorders have to pass. */
  readonly livekitUrl?: string;
  readonly project?: StackProject;
}

export interface LabSession {
  readonly id: string;
  readonly livekitRoomName: string;
}

/** One case of a test: its own data folder, ledgers and processes on the shared stack. */
export class LabCase {
  readonly dataFolder: string;
  readonly ledgerDir: string;
  readonly #stack: Stack;
  readonly #name: string;
  readonly #devices: DeviceHandle[] = [];
  readonly #recorders: RecorderProcess[] = [];

  constructor(stack: Stack, name: string) {
    this.#stack = stack;
    this.#name = name;
    this.dataFolder = join(stack.makeFolder(name), 'data');
    this.ledgerDir = stack.makeFolder(`${name}/ledgers`);
  }

  /** A recorder on this case's data folder, not waited for. */
  recorder(envChanges: Readonly<Record<string, string | undefined>> = {}): RecorderProcess {
    const number = this.#recorders.length + 1;
    const envFile = this.envFile(envChanges, number);
    const args = ['run', '--env-file', envFile, '--data', this.dataFolder];
    const log = join(this.#stack.folder, this.#name, `recorder-${number}.log`);
    const recorder = new RecorderProcess(args, log);
    this.#recorders.push(recorder);
    return recorder;
  }

  envFile(changes: Readonly<Record<string, string | undefined>> = {}, number = 0): string {
    const quick = { RECORDER_POLL_SECONDS: '1', RECORDER_DEVICE_NAME: `recorder-${this.#name}` };
    return this.#stack.writeEnv(`${this.#name}/recorder-${number}.env`, { ...quick, ...changes });
  }

  /** A device that waits for the announcements of its group. */
  async device(options: LabDevice): Promise<DeviceHandle> {
    const device = await startDevice({
      ...this.#common(options),
      broker: {
        host: this.#stack.broker.host,
        port: this.#stack.broker.port,
        vhost: this.#stack.broker.vhost,
      },
    });
    this.#devices.push(device);
    return device;
  }

  /** A device that joins this session now, whether it was announced or not. */
  async deviceIn(session: LabSession, options: LabDevice): Promise<DeviceHandle> {
    const device = await this.deviceFor(session, options);
    await device.waitForJoined(session.id);
    return device;
  }

  /** The same, not waited for: it ends by itself when it cannot join. */
  async deviceFor(session: LabSession, options: LabDevice): Promise<DeviceHandle> {
    const device = await startDevice({
      ...this.#common(options),
      session: { sessionId: session.id, roomName: session.livekitRoomName },
    });
    this.#devices.push(device);
    return device;
  }

  /** A device that joins this room of the LiveKit server now; its ledger goes by the room's SID. */
  async deviceInRoom(
    room: { readonly name: string; readonly sid: string },
    options: LabDevice,
  ): Promise<DeviceHandle> {
    const { livekit } = this.#stack;
    const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: options.name });
    token.addGrant({ roomJoin: true, room: room.name });
    const device = await startDevice({
      ...this.#publishing(options),
      livekit: { url: livekit.wsUrl, token: await token.toJwt(), sessionId: room.sid },
    });
    this.#devices.push(device);
    await device.waitForJoined(room.sid);
    return device;
  }

  /** What the independent checker says. @param bucketOf Null: journals only. */
  check(bucketOf: StackProject | null, ...flags: string[]): Promise<CheckResult> {
    const { ledgerDir, dataFolder } = this;
    return check(this.#stack, { ledgerDir, dataFolder, bucketOf, flags });
  }

  /** Those of devices that joined and never sent anything. */
  forgetEmptyLedgers(): void {
    for (const name of readdirSync(this.ledgerDir)) {
      const path = join(this.ledgerDir, name);
      if (!readFileSync(path, 'utf8').includes('"sha256"')) rmSync(path);
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#recorders.map((recorder) => recorder.killAll()));
    await Promise.all(this.#devices.map((device) => device.kill()));
    await Promise.all(this.#stack.projects.map(stopSessions));
  }

  #common(
    options: LabDevice,
  ): Omit<Extract<DeviceOptions, { syncflowUrl: string }>, 'session' | 'broker'> {
    const project = options.project ?? this.#stack.project;
    return {
      ...this.#publishing(options),
      ...(options.livekitUrl === undefined ? {} : { livekitUrl: options.livekitUrl }),
      syncflowUrl: this.#stack.standIn.url,
      projectId: project.id,
      apiKey: project.key,
      apiSecret: project.secret,
    };
  }

  #publishing(options: LabDevice) {
    return {
      name: options.name,
      group: options.group,
      kinds: ['sensor' as const, 'text' as const, 'binary' as const],
      ratePerSecond: options.ratePerSecond ?? 20,
      odd: options.odd ?? false,
      startWhen: options.startWhen ?? ('recording' as const),
      ...(options.seconds === undefined ? {} : { seconds: options.seconds }),
      ledgerDir: this.ledgerDir,
    };
  }
}

/** What is left Started would be recorded by every later recorder of the project. */
async function stopSessions(project: StackProject): Promise<void> {
  try {
    for (const { id, status } of await project.sessions()) {
      if (status === 'Started') await project.stopSession(id);
    }
  } catch {
    // A case may leave its server down; then nothing later uses it.
  }
}

function startLab(options: StackOptions = {}): Promise<Stack> {
  return startStack({
    departureTimeout: 5,
    ...options,
    // The stand-in hangs at five Started sessions, as SyncFlow does; these tests are about other faults.
    standIn: { databaseConnections: null, listenerDelayMs: 100, ...options.standIn },
  });
}

export interface LabOf {
  /** The stack of this file, or of this try of a test. */
  readonly stack: () => Stack;
  /** Begins a case; it ends with its test. @param name Unique in the file but for tries of the same test. */
  readonly begin: (name: string) => LabCase;
}

export interface LabOptions extends StackOptions {
  /** A stack for each try of each test, where a test leaves its servers in a state of its own. */
  readonly eachTry?: boolean;
}

/** One stack for a test file, and a case for each of its tests; everything ends by itself. */
export function useLab({ eachTry = false, ...options }: LabOptions = {}): LabOf {
  let stack: Stack | null = null;
  const cases: LabCase[] = [];
  const begun = new Map<string, number>();
  const running = (): Stack => {
    if (stack === null) throw new Error('the stack is not up');
    return stack;
  };
  const start = async (): Promise<void> => {
    stack = await startLab(options);
    begun.clear();
  };
  const stop = async (): Promise<void> => {
    await stack?.stop();
    stack = null;
  };
  if (eachTry) {
    beforeEach(start);
    // What is to be done after a test is done in reverse order: the cases end before their servers.
    afterEach(stop);
  } else {
    beforeAll(start);
    afterAll(stop);
  }
  afterEach(async () => {
    await Promise.all(cases.splice(0).map((one) => one.end()));
  });
  return {
    stack: running,
    begin: (name) => {
      // A test that is tried again must not find what the first try has left.
      const tries = (begun.get(name) ?? 0) + 1;
      begun.set(name, tries);
      const one = new LabCase(running(), tries === 1 ? name : `${name}-${tries}`);
      cases.push(one);
      return one;
    },
  };
}
