/** Sessions made and announced at random while everything between SyncFlow and the recorder fails. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultChanges } from '../../stack/syncflow/fault-settings.ts';
import type { TcpRelay } from '../../stack/network/tcp-relay.ts';
import type { Random } from '../../stack/soak/random.ts';
import type { Stack } from '../../stack/stack.ts';

export interface StormOptions {
  readonly stack: Stack;
  /** Between the recorder and the broker. */
  readonly brokerWay: TcpRelay;
  readonly random: Random;
  /** How long one fault lasts at most. */
  readonly longestMs: number;
  /** Ids of sessions that are being recorded: only their names may be used again. */
  readonly recording: () => readonly string[];
}

interface Fault {
  readonly name: string;
  readonly run: (storm: AnnouncementStorm) => Promise<void>;
}

const EXCHANGE = 'syncflow-sessions';
const GROUP = 'recorders';

export class AnnouncementStorm {
  readonly options: StormOptions;
  /** Sessions whose room became another session's. */
  readonly replaced = new Set<string>();
  readonly #names: string[] = [];
  #made = 0;

  constructor(options: StormOptions) {
    this.options = options;
  }

  /** Ids of all sessions that were made, whatever became of their announcement. */
  get sessions(): readonly string[] {
    const { standIn, project } = this.options.stack;
    return standIn.store
      .sessionsOf(project.id)
      .flatMap(({ id, name }) => (this.#names.includes(name) ? [id] : []));
  }

  /** One round of all faults in an order of chance, with sessions made at any moment of it. */
  async round(): Promise<void> {
    const { random } = this.options;
    const rounds = random.rounds(faults);
    const order = faults.map(() => rounds.next().value);
    for (const fault of order) {
      console.info(`  ${fault.name}`);
      await Promise.all([fault.run(this), this.#someSessions()]);
      await sleep(random.between(0, 300));
    }
  }

  /** The session is made, but nobody can be asked about it for a while, and it is announced to nobody. */
  async late(milliseconds: number): Promise<void> {
    const { standIn } = this.options.stack;
    const asking = ['list-sessions', 'get-session', 'token', 'project', 'list-devices'] as const;
    standIn.faults.set({ fail: [...asking], loseAnnouncements: true });
    await this.make();
    await sleep(milliseconds);
    standIn.faults.reset();
  }

  /** What the API answers does not count: it answers 500 having made it. */
  async make(): Promise<void> {
    const { random, stack } = this.options;
    this.#made += 1;
    const name = `Storm ${this.#made}`;
    this.#names.push(name);
    const deviceGroups = random.next() < 0.8 ? [GROUP] : [];
    await stack.project.createSession({ name, deviceGroups }).catch(() => undefined);
    if (random.next() < 0.5) await this.#announceAgain(name);
  }

  /** For so long that a fault is felt, at most `longestMs`. */
  aWhile(): Promise<void> {
    const { random, longestMs } = this.options;
    return sleep(random.between(200, longestMs));
  }

  /** A recorded session becomes a ghost, and another one has its name. */
  async reuseName(): Promise<void> {
    const { random, recording, stack } = this.options;
    const known = recording().filter((id) => this.sessions.includes(id));
    const old = known[Math.floor(random.next() * known.length)];
    if (old === undefined) return;
    this.replaced.add(old);
    // SyncFlow may have lost its broker: then it is made all the same, and announced to nobody.
    await stack.standIn.faults.reuseName(old, [GROUP]).catch(() => undefined);
  }

  async #someSessions(): Promise<void> {
    const { random, longestMs } = this.options;
    const count = random.next() < 0.4 ? 2 : 1;
    for (let made = 0; made < count; made += 1) {
      await sleep(random.between(0, longestMs / 2));
      await this.make();
    }
  }

  /** In the older form, without a token: also as a duplicate, and when SyncFlow said nothing. */
  async #announceAgain(name: string): Promise<void> {
    const { stack } = this.options;
    const { broker, project, standIn } = stack;
    const made = standIn.store.sessionsOf(project.id).findLast((session) => session.name === name);
    if (made === undefined || !broker.running) return;
    const body = JSON.stringify({ session_id: made.id, session_name: name });
    await broker.publish(EXCHANGE, `${project.id}.${GROUP}`, body).catch(() => undefined);
  }
}

function api(name: string, changes: FaultChanges): Fault {
  return {
    name,
    run: async (storm) => {
      const { faults: switches } = storm.options.stack.standIn;
      switches.set(changes);
      await storm.aWhile();
      switches.reset();
    },
  };
}

const faults: readonly Fault[] = [
  {
    name: 'the broker is killed and restarted, the exchange gone for a while',
    run: async (storm) => {
      const { broker, standIn } = storm.options.stack;
      await broker.kill();
      await storm.aWhile();
      await broker.start();
      await storm.aWhile();
      await standIn.restart();
    },
  },
  {
    name: 'the connection is cut, and refused for a while',
    run: async (storm) => {
      const { brokerWay } = storm.options;
      brokerWay.set('refuse');
      await storm.aWhile();
      brokerWay.set('pass');
    },
  },
  {
    name: 'the queue is deleted: the consumer is cancelled',
    run: async ({ options }) => {
      await options.stack.broker.deleteQueues();
    },
  },
  {
    name: 'the exchange is deleted and made again: no consumer is told',
    run: async (storm) => {
      const { standIn } = storm.options.stack;
      await standIn.faults.removeExchange();
      await storm.aWhile();
      // What it announced meanwhile has cost it its channel.
      await standIn.restart();
    },
  },
  {
    name: 'every token has expired, and the connection is cut',
    run: async (storm) => {
      const { stack, brokerWay } = storm.options;
      stack.standIn.faults.set({ clockOffset: 4 * 3600 });
      brokerWay.cut();
      await storm.aWhile();
      stack.standIn.faults.reset();
    },
  },
  {
    name: 'the SyncFlow server is down',
    run: async (storm) => {
      const { standIn } = storm.options.stack;
      await standIn.close();
      await storm.aWhile();
      await standIn.start();
    },
  },
  { name: 'a room’s name is used again', run: (storm) => storm.reuseName() },
  api('the API answers 500', { fail: ['list-sessions', 'get-session', 'token', 'project'] }),
  api('the API is slow', { slow: 'all', latencyMs: 800 }),
  api('the API hangs', { hang: ['list-sessions', 'get-session', 'token'], hangSeconds: 2 }),
  api('a session is made and answered with 500', { failCreateSession: true }),
  api('announcements are repeated', { repeatAnnouncements: 2 }),
  api('announcements are lost', { loseAnnouncements: true }),
];
