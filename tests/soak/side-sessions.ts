/** Short sessions at random moments of a soak: none may be missed, whatever broker and API do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../stack/soak/random.ts';
import type { StackProject, StackSession } from '../../stack/stack-project.ts';
import type { LabCase, LabDevice } from '../support/lab.ts';
import { leave } from './soak-devices.ts';

export interface SideSessionsOptions {
  readonly lab: LabCase;
  readonly project: StackProject;
  readonly random: Random;
  readonly device: Pick<LabDevice, 'livekitUrl' | 'ratePerSecond'>;
  /** Mean pause between two of them, milliseconds. */
  readonly pauseMs: number;
  /** Whether the recorder says that it records this session. */
  readonly isRecorded: (sessionId: string) => boolean;
  /** Resolves when the way from devices to recorder has been in order for so long. */
  readonly calm: (milliseconds: number) => Promise<void>;
  /** How often the LiveKit server was killed so far. */
  readonly livekitKills: () => number;
}

/** So long a device waits for its recorder. */
const RECORDED_WITHIN_MS = 90_000;
const SENDS_SECONDS = 4;
const LOOK_MS = 100;
const AGAIN_MS = 1000;
/** What is under way when a device has left arrives. */
const CALM_MS = 3000;
const END_WITHIN_MS = 60_000;

export class SideSessions {
  readonly #options: SideSessionsOptions;
  readonly #stopping = new AbortController();
  readonly #under: Promise<void>[] = [];
  #running: Promise<void> | null = null;
  /** Sessions of which a device has sent something: all of them have to be recorded. */
  readonly sent: StackSession[] = [];
  /** Whose room a killed LiveKit server forgot before anybody recorded it: nobody may. */
  readonly forgotten: StackSession[] = [];
  /** Not recorded, without such a reason. */
  readonly missed: StackSession[] = [];

  constructor(options: SideSessionsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** No further ones. Resolves when those under way are over. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await Promise.all(this.#under);
  }

  async #run(): Promise<void> {
    const { random, pauseMs } = this.#options;
    for (let number = 1; ; number += 1) {
      const pause = random.between(pauseMs / 2, pauseMs * 1.5);
      await sleep(pause, undefined, this.#stopping).catch(() => undefined);
      if (this.#stopping.signal.aborted) return;
      this.#under.push(this.#one(`side ${number}`));
    }
  }

  async #one(name: string): Promise<void> {
    const { livekitKills } = this.#options;
    const killsBefore = livekitKills();
    const session = await this.#make(name);
    if (await this.#sendIn(session)) this.sent.push(session);
    else if (livekitKills() > killsBefore) this.forgotten.push(session);
    else this.missed.push(session);
    await this.#options.calm(CALM_MS);
    await endSession(this.#options.project, session.id);
  }

  /** A call that fails may have made it all the same. */
  async #make(name: string): Promise<StackSession> {
    const { project } = this.#options;
    return patiently(async () => {
      const known = (await project.sessions()).find((session) => session.name === name);
      return known ?? project.createSession({ name, deviceGroups: ['recorders'] });
    });
  }

  /** True when a device has sent something. */
  async #sendIn(session: StackSession): Promise<boolean> {
    const { lab, device } = this.#options;
    const giveUp = Date.now() + RECORDED_WITHIN_MS;
    for (let number = 0; Date.now() < giveUp;) {
      // LiveKit tells participants of a recorder before it can hear them.
      if (!this.#options.isRecorded(session.id)) {
        await sleep(LOOK_MS);
        continue;
      }
      number += 1;
      const sender = await lab
        .deviceFor(session, {
          ...device,
          name: `device of ${session.name}, ${number}`,
          group: 'side',
          startWhen: 'joined',
          seconds: SENDS_SECONDS,
        })
        .catch(() => null);
      if (sender !== null) {
        const waiting = new AbortController();
        const left = Math.max(0, giveUp - Date.now());
        const late = sleep(left, undefined, waiting).then(() => leave(sender));
        await Promise.race([sender.exited, late.catch(() => undefined)]);
        waiting.abort();
        if (sender.sent() > 0) return true;
      }
      await sleep(AGAIN_MS);
    }
    return false;
  }
}

/** Stops a session through an API that may fail. A room that is gone cannot be stopped: false then. */
export async function endSession(project: StackProject, id: string): Promise<boolean> {
  const giveUp = Date.now() + END_WITHIN_MS;
  while (Date.now() < giveUp) {
    try {
      const session = (await project.sessions()).find((one) => one.id === id);
      if (session?.status !== 'Started') return true;
      await project.stopSession(id);
      return true;
    } catch {
      await sleep(AGAIN_MS);
    }
  }
  return false;
}

/** Until the server does as it is told. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch {
      await sleep(AGAIN_MS);
    }
  }
}
