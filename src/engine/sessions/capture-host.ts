/** One capture child as the supervisor sees it: whether it lives, what it does, what it says. */
import {
  fromCaptureSchema,
  routesOf,
  type CaptureChoice,
  type CaptureCounters,
  type ClockSettings,
  type FromCapture,
  type JournalSettings,
  type ToCapture,
} from '../../shared/capture-protocol.ts';
import { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { CaptureProcess } from './capture-process.ts';
import type { ChildLoad } from './capture-placement.ts';
import { QueueWarning } from './queue-warning.ts';

export type HostMessage = Exclude<FromCapture, { type: 'ready' }>;

export interface CaptureHostOptions {
  readonly child: CaptureProcess;
  readonly cell: number | null;
  readonly journal: JournalSettings;
  readonly clock: ClockSettings;
  readonly software: string;
  readonly choice: CaptureChoice;
  readonly countersMs: number;
  readonly log: Log;
  readonly onMessage: (host: CaptureHost, message: HostMessage) => void;
  readonly onExit: (host: CaptureHost, why: string) => void;
}

/** Over so many seconds its rate is averaged. */
const SMOOTH_S = 2;

export class CaptureHost implements ChildLoad {
  /** Recording ids of the rooms in it. */
  readonly members = new Set<string>();
  readonly startedAt = Date.now();
  /** Resolves once it takes rooms; rejects when it ended before. */
  readonly ready: Promise<CaptureHost>;
  cell: number | null;
  counters: CaptureCounters | null = null;
  messagesPerSecond = 0;
  /** It was told to end, so its exit is no death. */
  retiring = false;
  readonly #options: CaptureHostOptions;
  /** Looks in a row at which nothing had come from it. */
  #silentLooks = 0;
  readonly #queueWarning: QueueWarning;
  /** Looks in a row at which it was ready and had no rooms. */
  #emptyLooks = 0;
  #isReady = false;
  #countedAt = 0;
  #counted = 0;

  constructor(options: CaptureHostOptions) {
    this.#options = options;
    this.#queueWarning = new QueueWarning(options.log);
    this.cell = options.cell;
    const { child, journal, clock, software, choice, countersMs, onMessage, onExit, log } = options;
    this.ready = new Promise((resolve, reject) => {
      child.onMessage((raw) => {
        this.#silentLooks = 0;
        const parsed = fromCaptureSchema.safeParse(raw);
        if (!parsed.success) {
          log.error('the capture child sent something unexpected', { error: parsed.error.message });
        } else if (parsed.data.type === 'ready') {
          const routes = [...routesOf[choice]];
          this.#isReady = true;
          child.send({ type: 'configure', journal, clock, software, routes, countersMs });
          resolve(this);
        } else {
          if (parsed.data.type === 'counters') this.#count(parsed.data);
          onMessage(this, parsed.data);
        }
      });
      child.onExit((why) => {
        reject(new RecorderError('capture-died', `the capture process ended: ${why}`));
        onExit(this, why);
      });
    });
    this.ready.catch(() => undefined);
  }

  get rooms(): number {
    return this.members.size;
  }

  get pid(): number | undefined {
    return this.#options.child.pid;
  }

  get livedMs(): number {
    return Date.now() - this.startedAt;
  }

  send(message: ToCapture): void {
    this.#options.child.send(message);
  }

  kill(): void {
    this.#options.child.kill();
  }

  /** Drains, syncs and exits by itself. */
  retire(): void {
    this.retiring = true;
    this.send({ type: 'shutdown' });
  }

  /** Counts a look at it. @returns how many in a row found nothing; its counters come once a second */
  look(): number {
    this.#silentLooks += 1;
    return this.#silentLooks;
  }

  /**
   * Counts a look at whether it has rooms. @returns at how many in a row it had none; a child that is not
   * ready yet is not counted: it may take long to start, and its rooms come only then
   */
  lookForRooms(): number {
    this.#emptyLooks = this.#isReady && this.rooms === 0 ? this.#emptyLooks + 1 : 0;
    return this.#emptyLooks;
  }

  /** The looks so far prove nothing: we were asleep ourselves. */
  excuse(): void {
    this.#silentLooks = 0;
  }

  #count(counters: CaptureCounters): void {
    const now = performance.now();
    const packets = counters.rooms.reduce((sum, room) => sum + room.packets, 0);
    const seconds = (now - this.#countedAt) / 1_000;
    if (this.counters !== null && seconds > 0) {
      // A room that ended takes its packets along.
      const rate = Math.max(0, packets - this.#counted) / seconds;
      this.messagesPerSecond +=
        (rate - this.messagesPerSecond) * (1 - Math.exp(-seconds / SMOOTH_S));
    }
    this.#countedAt = now;
    this.#counted = packets;
    this.counters = counters;
    this.#queueWarning.see(counters);
  }
}
