/**
 * Compares the clock that stamps everything with a time server, and notices when it steps or drifts.
 * One for the whole capture child; every room writes what it is told here into its own journal.
 */
import {
  askTimeServer,
  type NtpComparison,
  type TimeServer,
} from '../../engine/clock/sntp-client.ts';
import { SntpRefusal } from '../../engine/clock/sntp-packet.ts';
import { timeServers } from '../../engine/clock/time-servers.ts';
import type { ClockSettings } from '../../shared/capture-protocol.ts';
import type { Log } from '../../shared/log.ts';
import type { ClockRecord } from '../../shared/records.ts';
import type { Arrival } from '../ports.ts';

/** What a room does with the clock. */
export interface ClockListener {
  /** A record to write now. */
  onRecord(record: ClockRecord): void;
  /** Time to write how the LiveKit server's clock stands. */
  onPeriod(): void;
  /** The clock has stepped: what was compared before says nothing any more. */
  onStep(): void;
}

export interface ClockKeeperOptions {
  readonly settings: ClockSettings;
  readonly now: () => Arrival;
  readonly log: Log;
}

const ANSWER_TIMEOUT_MS = 3000;
/** At the end nobody waits long for a server that may be gone. */
const END_TIMEOUT_MS = 1000;
/** A public server may not be asked more often (RFC 4330 §10). */
const SPACING_NS = 15_000_000_000n;
/** A jump of this size is a step; less is drift, told once it has added up to as much. */
const STEP_NS = 20_000_000n;
/** So that a step is noticed although nothing arrives. */
const LOOK_EVERY_MS = 1000;

export class ClockKeeper {
  readonly #options: ClockKeeperOptions;
  readonly #listeners = new Set<ClockListener>();
  readonly #spacing: bigint;
  #servers: readonly TimeServer[];
  #next = 0;
  #latest: NtpComparison | null = null;
  #failed = false;
  #askedAt: bigint | null = null;
  #asking: Promise<NtpComparison | null> | null = null;
  #timers: NodeJS.Timeout[] = [];
  #drift = 0n;
  #driftSince: bigint;

  constructor(options: ClockKeeperOptions) {
    const { settings, now } = options;
    this.#options = options;
    this.#servers = timeServers(settings.ntp);
    const interval = BigInt(settings.intervalMs) * 1_000_000n;
    this.#spacing = interval < SPACING_NS ? interval : SPACING_NS;
    this.#driftSince = now().monotonic;
  }

  /** A journal was opened; it gets its first comparison as soon as there is one. */
  add(listener: ClockListener): void {
    this.#listeners.add(listener);
    if (this.#timers.length === 0) this.#startTimers();
    void this.#compare(ANSWER_TIMEOUT_MS).then((comparison) => {
      if (comparison !== null && this.#listeners.has(listener)) {
        listener.onRecord(recordOf('start', comparison));
      }
    });
  }

  /**
   * The journal is about to be closed. Resolves after at most a second, its last comparison written.
   * @param hurry Nobody is asked any more.
   */
  async remove(listener: ClockListener, hurry: boolean): Promise<void> {
    if (!this.#listeners.has(listener)) return;
    // A server that did not answer is not waited for once more.
    const comparison = this.#failed || hurry ? null : await this.#compare(END_TIMEOUT_MS);
    if (comparison !== null) listener.onRecord(recordOf('end', comparison));
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
  }

  /** From the clock itself: its stamps have moved by so many nanoseconds against the monotonic clock. */
  adjusted(change: bigint): void {
    const at = this.#options.now();
    const stepped = change >= STEP_NS || change <= -STEP_NS;
    this.#drift = stepped ? 0n : this.#drift + change;
    const drifted = this.#drift >= STEP_NS || this.#drift <= -STEP_NS;
    if (!stepped && !drifted) return;
    const record: ClockRecord = {
      kind: 'clock',
      event: stepped ? 'step' : 'drift',
      change: String(stepped ? change : this.#drift),
      ...(stepped ? {} : { elapsed: String(at.monotonic - this.#driftSince) }),
    };
    this.#drift = 0n;
    this.#driftSince = at.monotonic;
    this.#options.log.warn('the clock of this computer moved', {
      event: record.event,
      milliseconds: Number(BigInt(record.change ?? '0') / 1_000_000n),
    });
    if (stepped) this.#latest = null;
    for (const listener of this.#listeners) {
      if (stepped) listener.onStep();
      listener.onRecord(record);
    }
  }

  #startTimers(): void {
    const { settings, now } = this.#options;
    this.#timers = [
      setInterval(() => {
        now();
      }, LOOK_EVERY_MS),
      setInterval(() => {
        void this.#period();
      }, settings.intervalMs),
    ];
    for (const timer of this.#timers) timer.unref();
  }

  async #period(): Promise<void> {
    for (const listener of this.#listeners) listener.onPeriod();
    const before = this.#latest;
    const comparison = await this.#compare(ANSWER_TIMEOUT_MS);
    if (comparison === null || comparison === before) return;
    for (const listener of this.#listeners) listener.onRecord(recordOf('periodic', comparison));
  }

  /** A fresh comparison, or the last one when it is too early to ask again; null when there is none. */
  async #compare(timeoutMs: number): Promise<NtpComparison | null> {
    if (this.#asking !== null) return this.#asking;
    const { monotonic } = this.#options.now();
    if (this.#askedAt !== null && monotonic - this.#askedAt < this.#spacing) return this.#latest;
    const server = this.#servers[this.#next % Math.max(1, this.#servers.length)];
    if (server === undefined) return null;
    this.#askedAt = monotonic;
    this.#asking = this.#ask(server, timeoutMs).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #ask(server: TimeServer, timeoutMs: number): Promise<NtpComparison | null> {
    const { now, log } = this.#options;
    try {
      this.#latest = await askTimeServer(server, now, timeoutMs);
      this.#failed = false;
      return this.#latest;
    } catch (thrown) {
      this.#failed = true;
      this.#next += 1;
      if (thrown instanceof SntpRefusal && thrown.stop) {
        this.#servers = this.#servers.filter((one) => one !== server);
      }
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      log.info('the clock could not be compared', { server: server.host, error });
      return null;
    }
  }
}

function recordOf(event: 'start' | 'periodic' | 'end', comparison: NtpComparison): ClockRecord {
  return {
    kind: 'clock',
    event,
    reference: 'ntp',
    server: comparison.server,
    offset: String(comparison.offset),
    uncertainty: String(comparison.uncertainty),
    roundTrip: String(comparison.roundTrip),
    stratum: comparison.stratum,
    measured: String(comparison.at.wall),
    measuredMonotonic: String(comparison.at.monotonic),
  };
}
