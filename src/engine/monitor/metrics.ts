/** What Prometheus is told (docs/operations.md lists it). Numbers are the engine's own, read at each scrape. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { EngineSnapshot } from '../../shared/snapshot.ts';
import type { Manifest } from '../recording/manifest.ts';
import { whyNotReady } from './readiness.ts';

const PREFIX = 'syncflow_recorder_';

export class Metrics {
  readonly #registry = new Registry();
  readonly #snapshot: () => EngineSnapshot;
  readonly #finalised: Counter<'status'>;
  readonly #messages: Counter;
  readonly #gaps: Counter<'reason'>;
  /** What is read anew at each scrape. */
  readonly #updates: ((now: EngineSnapshot) => void)[] = [];

  constructor(version: string, snapshot: () => EngineSnapshot) {
    this.#snapshot = snapshot;
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge('info', 'The version that runs.', ['version']).set({ version }, 1);
    this.#finalised = this.#counter(
      'recordings_finalised_total',
      'Recordings finalised since the start.',
      ['status'],
    );
    this.#messages = this.#counter(
      'messages_finalised_total',
      'Messages in recordings finalised since the start.',
      [],
    );
    this.#gaps = this.#counter('gaps_total', 'Gaps in recordings finalised since the start.', [
      'reason',
    ]);
    this.#gauges();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  finalised({ status, counts, gaps }: Manifest): void {
    this.#finalised.inc({ status });
    this.#messages.inc(counts.messages);
    for (const { reason } of gaps) this.#gaps.inc({ reason });
  }

  text(): Promise<string> {
    const now = this.#snapshot();
    for (const update of this.#updates) update(now);
    return this.#registry.metrics();
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name: PREFIX + name, help, labelNames, registers: [this.#registry] });
  }

  #gauge<L extends string>(name: string, help: string, labelNames: L[]): Gauge<L> {
    return new Gauge({ name: PREFIX + name, help, labelNames, registers: [this.#registry] });
  }

  /** One that is made anew at each scrape: what has ended leaves no line behind. */
  #live<L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    update: (gauge: Gauge<L>, now: EngineSnapshot) => void,
  ): void {
    const gauge = this.#gauge(name, help, labelNames);
    this.#updates.push((now) => {
      gauge.reset();
      update(gauge, now);
    });
  }

  /** One number of the whole recorder. */
  #one(name: string, help: string, value: (now: EngineSnapshot) => number): void {
    this.#live(name, help, [], (gauge, now) => {
      gauge.set(value(now));
    });
  }

  #gauges(): void {
    this.#one('ready', '1 when a session that begins now would be recorded.', (now) =>
      whyNotReady(now).length === 0 ? 1 : 0,
    );
    this.#live(
      'service_up',
      '1 while a service of a project works.',
      ['project', 'service'],
      (gauge, { projects }) => {
        for (const { projectId: project, kind, api, broker } of projects) {
          gauge.set({ project, service: kind }, api.state === 'ok' ? 1 : 0);
          if (broker === null) continue;
          gauge.set({ project, service: 'broker' }, broker.state === 'ok' ? 1 : 0);
        }
      },
    );
    this.#live('sessions', 'Sessions by phase.', ['phase'], (gauge, { sessions }) => {
      for (const { phase } of sessions) gauge.inc({ phase });
    });
    const ofSession = ['session', 'project'] as const;
    const perSession = (
      name: string,
      help: string,
      value: (counters: NonNullable<EngineSnapshot['sessions'][number]['counters']>) => number,
    ): void => {
      this.#live(name, help, [...ofSession], (gauge, { sessions }) => {
        for (const { sessionId: session, projectId, counters } of sessions) {
          if (counters === null) continue;
          gauge.set({ session, project: projectId ?? '' }, value(counters));
        }
      });
    };
    perSession('session_messages', 'Messages recorded.', ({ journal }) => journal.messages);
    perSession('session_bytes', 'Bytes of payload recorded.', ({ journal }) => journal.bytes);
    perSession(
      'session_records_written',
      'The last record that is written.',
      ({ journal }) => journal.written,
    );
    perSession(
      'session_records_synced',
      'The last record that the disk has confirmed.',
      ({ journal }) => journal.synced,
    );
    perSession(
      'session_records_lost',
      'Records that the disk refused; declared as gaps.',
      ({ journal }) => journal.lost,
    );
    perSession(
      'session_participants',
      'Participants in the room.',
      ({ participants }) => participants.length,
    );
    this.#live('uploads', 'Uploads by state.', ['state'], (gauge, { uploads }) => {
      for (const [state, count] of Object.entries<number>({ ...uploads })) {
        gauge.set({ state }, count);
      }
    });
    this.#one(
      'uploads_open_bytes',
      'Bytes not yet uploaded.',
      ({ uploading }) => uploading.openBytes,
    );
    this.#one(
      'uploads_slowed_to_bytes_per_second',
      'To what uploads are slowed for the sake of a recording; NaN: they are not.',
      ({ uploading }) => uploading.slowedTo ?? NaN,
    );
    this.#one(
      'disk_free_bytes',
      'Free on the disk of the data folder.',
      ({ disk }) => disk?.freeBytes ?? NaN,
    );
    this.#one(
      'capture_restarts',
      'Capture processes started again.',
      ({ capture }) => capture.restarts,
    );
    this.#one(
      'queue_bytes',
      'Received and not yet written.',
      ({ capture }) => capture.journal?.queueBytes ?? 0,
    );
    this.#one(
      'unsynced_bytes',
      'Written and not yet synced.',
      ({ capture }) => capture.journal?.unsyncedBytes ?? 0,
    );
    this.#one(
      'messages_written_late',
      'Written more than 10 ms after they arrived, since the capture process started.',
      ({ capture }) => capture.journal?.late ?? 0,
    );
    this.#live(
      'latency_seconds',
      'From arrival to written and to synced, since the capture process started.',
      ['to', 'quantile'],
      (gauge, { capture: { journal } }) => {
        if (journal === null) return;
        for (const to of ['written', 'synced'] as const) {
          gauge.set({ to, quantile: '0.5' }, journal[to].p50 / 1e6);
          gauge.set({ to, quantile: '0.99' }, journal[to].p99 / 1e6);
        }
      },
    );
  }
}
