/** The child's main thread side of the journal thread: starts it, feeds it, hears from it. */
import { Worker } from 'node:worker_threads';
import type {
  JournalCounters,
  JournalMetrics,
  JournalPosition,
  JournalSettings,
  Latency,
} from '../shared/capture-protocol.ts';
import type { LaneName } from '../shared/records.ts';
import type { Arrival, RoomSink } from './ports.ts';
import type { JournalCommand } from './journal/commands.ts';
import { RingFeeder } from './journal/feeder.ts';
import { createRingBuffer, RingWriter } from './journal/ring.ts';
import type { FromJournal, JournalThreadData, ThreadMetrics } from './journal/thread-protocol.ts';

export interface JournalClientOptions {
  /** The built journal thread. */
  readonly entry: URL;
  readonly settings: JournalSettings;
  /** How often the thread tells its counters, in milliseconds. */
  readonly countersMs: number;
  readonly software: string;
  readonly now: () => Arrival;
  readonly onMessage: (message: FromJournal) => void;
  /** The thread is gone although nobody ended it. */
  readonly onDied: (error: Error) => void;
}

export class JournalClient {
  readonly #feeder: RingFeeder;
  readonly #worker: Worker;
  readonly #counters = new Map<number, JournalCounters>();
  #metrics: ThreadMetrics;
  #ended = false;

  constructor(options: JournalClientOptions) {
    const none: Latency = { count: 0, p50: 0, p99: 0, max: 0 };
    this.#metrics = { unsyncedBytes: 0, written: none, late: 0, synced: none, syncs: none };
    const shared = createRingBuffer(options.settings.ringBytes);
    this.#feeder = new RingFeeder(new RingWriter(shared), options.settings.spillBytes, options.now);
    const { settings, countersMs, software } = options;
    const workerData: JournalThreadData = { shared, settings, countersMs, software };
    this.#worker = new Worker(options.entry, { workerData });
    this.#worker.on('message', (message: FromJournal) => {
      if (message.type === 'journal-counters') {
        for (const { room, counters } of message.rooms) this.#counters.set(room, counters);
        this.#metrics = message.metrics;
      }
      if (message.type === 'room-closed') this.#counters.set(message.room, message.counters);
      if (message.type === 'ended') this.#ended = true;
      options.onMessage(message);
    });
    this.#worker.on('error', options.onDied);
    this.#worker.on('exit', (code) => {
      if (!this.#ended) options.onDied(new Error(`the journal thread ended with code ${code}`));
    });
  }

  /** The thread's own part is as old as its last word, `countersMs` at most. */
  get metrics(): JournalMetrics {
    const { queueBytes, queuePeakBytes, queueLimitBytes } = this.#feeder;
    return { queueBytes, queuePeakBytes, queueLimitBytes, ...this.#metrics };
  }

  /** The last counters that the thread told; null before the first. */
  counters(room: number): JournalCounters | null {
    return this.#counters.get(room) ?? null;
  }

  /** @param at When the first thing for this journal arrived: its segment's header is as old. */
  open(
    room: number,
    recording: {
      readonly recordingId: string;
      readonly folder: string;
      readonly lane?: LaneName | undefined;
      readonly position: JournalPosition;
      readonly counter?: string | undefined;
    },
    at: Arrival,
  ): RoomSink {
    const { recordingId, folder, lane, position, counter } = recording;
    this.#command(room, { command: 'open', recordingId, folder, lane, position, counter }, at);
    return this.#feeder.sinkFor(room);
  }

  close(room: number): void {
    this.#command(room, { command: 'close' });
  }

  forget(room: number): void {
    this.#counters.delete(room);
  }

  watch(room: number, on: boolean): void {
    this.#command(room, { command: 'watch', on });
  }

  /** Closes all rooms and ends the thread. */
  async end(): Promise<void> {
    const exited = new Promise<void>((resolve) => {
      this.#worker.once('exit', () => {
        resolve();
      });
    });
    this.#command(0, { command: 'end' });
    await exited;
  }

  #command(room: number, command: JournalCommand, at?: Arrival): void {
    this.#feeder.command(room, command, at);
  }
}
