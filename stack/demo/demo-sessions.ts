/** The demo's sessions and devices, for the headless demo and the one with a window. */
import { startDevice, type DeviceHandle } from '../devices/fleet.ts';
import type { Stack } from '../stack.ts';

interface DemoDevice {
  readonly name: string;
  readonly group: string;
  readonly kinds: readonly ('sensor' | 'text' | 'binary')[];
  readonly ratePerSecond: number;
  /** Text and byte streams, chat and the like, besides. */
  readonly kindsEverySeconds?: number;
}

const devices: readonly DemoDevice[] = [
  { name: 'wristband-1', group: 'lab-a', kinds: ['sensor', 'binary'], ratePerSecond: 20 },
  {
    ...{ name: 'tablet-1', group: 'lab-a', kinds: ['sensor', 'text'], ratePerSecond: 10 },
    kindsEverySeconds: 5,
  },
  { name: 'robot-1', group: 'lab-b', kinds: ['sensor', 'text', 'binary'], ratePerSecond: 15 },
];

/** Announced to the recorder as well, as SyncFlow's users do for the Rust daemon. */
const RECORDER_GROUP = 'text-egress';

const sessions = [
  { name: 'Morning class', deviceGroups: ['lab-a', RECORDER_GROUP] },
  { name: 'Robotics club', deviceGroups: ['lab-b', RECORDER_GROUP] },
] as const;

export class DemoSessions {
  readonly ledgerDir: string;
  readonly sessionCount = sessions.length;
  readonly #stack: Stack;
  #devices: DeviceHandle[] = [];
  #sessionIds: string[] = [];

  constructor(stack: Stack) {
    this.#stack = stack;
    this.ledgerDir = stack.makeFolder('ledgers');
  }

  /** Starts the devices, creates the sessions, and waits until each device is in its room. */
  async start(): Promise<void> {
    const { project, standIn, broker } = this.#stack;
    this.#devices = await Promise.all(
      devices.map((device) =>
        startDevice({
          ...device,
          kinds: [...device.kinds],
          syncflowUrl: standIn.url,
          projectId: project.id,
          apiKey: project.key,
          apiSecret: project.secret,
          broker: { host: broker.host, port: broker.port, vhost: broker.vhost },
          ledgerDir: this.ledgerDir,
          odd: true,
          startWhen: 'recording',
        }),
      ),
    );
    await project.untilRegistered(RECORDER_GROUP);
    for (const session of sessions) {
      const { id } = await project.createSession(session);
      this.#sessionIds.push(id);
    }
    for (const [index, device] of devices.entries()) {
      const position = sessions.findIndex(({ deviceGroups }) =>
        deviceGroups.some((group) => group === device.group),
      );
      await this.#devices[index]?.waitForJoined(this.#sessionIds[position] ?? null);
    }
  }

  /** Devices leave, sessions are stopped. @returns how many messages were sent in all */
  async stop(): Promise<number> {
    const stopping = this.#devices;
    this.#devices = [];
    await Promise.all(stopping.map((device) => device.stop()));
    const sent = stopping.reduce((sum, device) => sum + device.sent(), 0);
    const open = this.#sessionIds;
    this.#sessionIds = [];
    for (const id of open) await this.#stack.project.stopSession(id);
    return sent;
  }
}
