/**
 * The engine inside the app: started when there is a set-up, stopped in order, started anew when the
 * set-up changed. Says at any time where it stands.
 */
import type { EngineConfig } from '../../engine/config/config.ts';
import { startEngine, type Engine, type EngineOptions } from '../../engine/engine.ts';
import { trustAuthorities } from '../../engine/network/authorities.ts';
import { RecorderError, viewOfError } from '../../shared/errors.ts';
import type { EngineState, WindowSnapshot } from '../../shared/ipc/views.ts';
import type { Log } from '../../shared/log.ts';
import type { SessionPhase } from '../../shared/snapshot.ts';
import type { Readiness } from '../setup/setup-service.ts';
import { Rates } from './rates.ts';
import { throttle } from './throttle.ts';
import { idleSnapshot, windowSnapshot } from './window-snapshot.ts';

export interface RecorderHostOptions extends Omit<EngineOptions, 'config'> {
  readonly readiness: () => Readiness;
  readonly log: Log;
  /** Something that the window shows has changed; at most ten times a second. */
  readonly onChange: () => void;
}

/** Pushes to the window (design.md: at most 10 a second). */
export const PUSH_INTERVAL_MS = 100;
/** Sent although nothing changed, so that the window can tell a silent recorder from a hanging one. */
const HEARTBEAT_MS = 1000;

/** Phases in which quitting interrupts nothing. */
const notOpen: ReadonlySet<SessionPhase> = new Set(['ended', 'ghost', 'stopped']);

export class RecorderHost {
  readonly #options: RecorderHostOptions;
  readonly #changed: ReturnType<typeof throttle>;
  #state: EngineState = { state: 'not-set-up' };
  #config: EngineConfig | null = null;
  #engine: Engine | null = null;
  #rates = new Rates();
  #heartbeat: NodeJS.Timeout | null = null;
  #ended = false;
  /** Starts and stops one after another, whoever asks. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: RecorderHostOptions) {
    this.#options = options;
    this.#changed = throttle(() => {
      if (!this.#ended) options.onChange();
    }, PUSH_INTERVAL_MS);
  }

  get state(): EngineState {
    return this.#state;
  }

  /** @throws RecorderError when it is not running */
  get engine(): Engine {
    if (this.#engine !== null) return this.#engine;
    throw new RecorderError('usage', 'The recorder is not running.');
  }

  /** Sessions whose room is being recorded, or would be if its link were not away just now. */
  get openSessions(): number {
    const sessions = this.#engine?.snapshot().sessions ?? [];
    return sessions.filter(({ phase }) => !notOpen.has(phase)).length;
  }

  /** As SyncFlow or the settings call it; its id while that is not known. */
  projectName(projectId: string): string {
    const projects = this.#engine?.snapshot().projects ?? [];
    return projects.find((project) => project.projectId === projectId)?.name ?? projectId;
  }

  snapshot(): WindowSnapshot {
    const plainHosts = this.#config?.plainHosts ?? [];
    if (this.#engine === null || this.#state.state !== 'running') {
      return idleSnapshot(this.#state, plainHosts);
    }
    const snapshot = this.#engine.snapshot();
    this.#rates.add(snapshot);
    return windowSnapshot(snapshot, this.#rates, plainHosts);
  }

  /** Starts, or starts anew after the set-up changed. Never throws: the state says what went wrong. */
  restart(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#stopEngine();
      if (!this.#ended) await this.#startEngine();
    });
  }

  /** For good. What was recorded is closed and synced when it resolves. */
  end(): Promise<void> {
    this.#ended = true;
    return this.#inTurn(() => this.#stopEngine());
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(work);
    return this.#queue;
  }

  async #startEngine(): Promise<void> {
    try {
      const readiness = this.#options.readiness();
      if (readiness.state !== 'ready') {
        this.#enter(
          readiness.state === 'not-set-up'
            ? readiness
            : { state: 'secrets-missing', projectIds: [...readiness.projectIds] },
        );
        return;
      }
      this.#enter({ state: 'starting' });
      this.#config = readiness.config;
      trustAuthorities(readiness.config.caFile);
      this.#engine = await startEngine({ ...this.#options, config: readiness.config });
      this.#rates = new Rates();
      this.#engine.onChange(this.#changed);
      this.#heartbeat = setInterval(this.#changed, HEARTBEAT_MS);
      this.#enter({ state: 'running' });
    } catch (thrown) {
      const error = viewOfError(thrown);
      this.#options.log.error('the recorder could not start', {
        code: error.code,
        error: error.message,
      });
      this.#enter({ state: 'failed', error });
    }
  }

  async #stopEngine(): Promise<void> {
    const engine = this.#engine;
    if (engine === null) return;
    this.#enter({ state: 'stopping' });
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    try {
      await engine.stop();
    } catch (thrown) {
      this.#options.log.error('the recorder did not stop in order', {
        error: viewOfError(thrown).message,
      });
    } finally {
      this.#engine = null;
    }
  }

  #enter(state: EngineState): void {
    this.#state = state;
    this.#changed();
  }
}
