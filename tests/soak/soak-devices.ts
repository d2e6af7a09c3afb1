/** Devices of a soak. One that was put out of its room is replaced: a device that is switched on again. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DeviceHandle } from '../../stack/devices/fleet.ts';
import type { LabCase, LabDevice, LabSession } from '../support/lab.ts';

const AGAIN_MS = 500;

export class SoakDevices {
  readonly #lab: LabCase;
  readonly #session: LabSession;
  readonly #options: Omit<LabDevice, 'name'>;
  readonly #current = new Map<string, DeviceHandle>();
  readonly #kept: Promise<void>[] = [];
  #stopping = false;
  #sentBefore = 0;
  /** How often one was replaced. */
  replaced = 0;

  constructor(lab: LabCase, session: LabSession, options: Omit<LabDevice, 'name'>) {
    this.#lab = lab;
    this.#session = session;
    this.#options = options;
  }

  start(names: readonly string[]): void {
    this.#kept.push(...names.map((name) => this.#keep(name)));
  }

  sent(): number {
    return [...this.#current.values()].reduce(
      (sum, device) => sum + device.sent(),
      this.#sentBefore,
    );
  }

  /** Resolves when all have left and their ledgers are whole. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#current.values()].map(leave));
    await Promise.all(this.#kept);
  }

  /** Each one under a name of its own: payloads follow from name and number. */
  async #keep(name: string): Promise<void> {
    for (let number = 1; !this.#stopping; number += 1) {
      const device = await this.#enter(number === 1 ? name : `${name}-${number}`);
      if (device === null) {
        await sleep(AGAIN_MS);
        continue;
      }
      this.#current.set(name, device);
      if (this.#isStopping()) await leave(device);
      await device.exited;
      this.#current.delete(name);
      this.#sentBefore += device.sent();
      if (this.#isStopping()) return;
      this.replaced += 1;
      await sleep(AGAIN_MS);
    }
  }

  /** They send at once, whatever the recorder does. */
  async #enter(name: string): Promise<DeviceHandle | null> {
    try {
      return await this.#lab.deviceFor(this.#session, {
        ...this.#options,
        name,
        startWhen: 'joined',
      });
    } catch {
      // It was not ready in time, on a busy machine.
      return null;
    }
  }

  #isStopping(): boolean {
    return this.#stopping;
  }
}

/** What a device that is killed instead may have lost, its ledger says. */
export async function leave(device: DeviceHandle): Promise<void> {
  await device.stop().catch(() => undefined);
}
