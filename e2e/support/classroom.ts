/** What happens on SyncFlow's side of a journey: sessions of one project, and devices that send in them. */
import { startDevice, type DeviceHandle } from '../../stack/devices/fleet.ts';
import type { StackProject, StackSession } from '../../stack/stack-project.ts';
import type { Stack } from '../../stack/stack.ts';

export class Classroom {
  readonly project: StackProject;
  readonly #stack: Stack;
  readonly #devices: DeviceHandle[] = [];
  readonly #open = new Set<string>();

  constructor(stack: Stack, name: string) {
    const project = stack.projects.find((candidate) => candidate.name === name);
    if (project === undefined) throw new Error(`the stack has no project ${name}`);
    this.project = project;
    this.#stack = stack;
  }

  /** Settings for this project alone, by the daemon's names. */
  settings(changes: Readonly<Record<string, string>> = {}): Record<string, string> {
    const at = this.#stack.projects.indexOf(this.project);
    const own = Object.entries(this.#stack.env()).flatMap(([name, value]): [string, string][] => {
      const [, number, member] = /^PROJECTS__(\d+)__(.+)$/.exec(name) ?? [];
      if (number === undefined || member === undefined) return [[name, value]];
      return Number(number) === at ? [[`PROJECTS__0__${member}`, value]] : [];
    });
    return { ...Object.fromEntries(own), RECORDER_POLL_SECONDS: '2', ...changes };
  }

  /** @param deviceGroups Told of it; without them it is only found in the list of sessions. */
  async startSession(name: string, deviceGroups: readonly string[] = []): Promise<StackSession> {
    const session = await this.project.createSession({
      name,
      ...(deviceGroups.length === 0 ? {} : { deviceGroups }),
    });
    this.#open.add(session.id);
    return session;
  }

  /** A device that joins and sends at once. */
  async sendIn(session: StackSession, ratePerSecond = 10): Promise<DeviceHandle> {
    const { project } = this;
    const device = await startDevice({
      name: `tablet-${this.#devices.length + 1}`,
      group: 'lab',
      ledgerDir: this.#stack.makeFolder(`ledgers-${project.name}`),
      ratePerSecond,
      kinds: ['sensor', 'text', 'binary'],
      startWhen: 'recording',
      syncflowUrl: this.#stack.standIn.url,
      projectId: project.id,
      apiKey: project.key,
      apiSecret: project.secret,
      session: { sessionId: session.id, roomName: session.livekitRoomName },
    });
    this.#devices.push(device);
    return device;
  }

  /** A device of a group, that joins each session which is announced to it; resolves when it listens. */
  async listenIn(group: string, name: string): Promise<DeviceHandle> {
    const { project } = this;
    const { host, port, vhost } = this.#stack.broker;
    const device = await startDevice({
      ...{ name, group },
      ledgerDir: this.#stack.makeFolder(`ledgers-${project.name}`),
      ratePerSecond: 10,
      kinds: ['sensor', 'text', 'binary'],
      startWhen: 'recording',
      syncflowUrl: this.#stack.standIn.url,
      projectId: project.id,
      apiKey: project.key,
      apiSecret: project.secret,
      broker: { host, port, vhost },
    });
    this.#devices.push(device);
    return device;
  }

  /** The devices leave, the session is stopped. */
  async stopSession(session: StackSession): Promise<void> {
    await this.#stopDevices();
    if (this.#open.delete(session.id)) await this.project.stopSession(session.id);
  }

  async close(): Promise<void> {
    await this.#stopDevices();
    for (const id of this.#open) await this.project.stopSession(id);
    this.#open.clear();
  }

  async #stopDevices(): Promise<void> {
    await Promise.all(this.#devices.splice(0).map((device) => device.stop()));
  }
}

export function envText(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
