/** What all calls of the stand-in work on. One instance lives from `start` to `stop`, see server.ts. */
import { Announcer } from './announcer.ts';
import { ConnectionPool } from './connection-pool.ts';
import type { FaultSettings } from './fault-settings.ts';
import type { StandInConfig } from './options.ts';
import { RoomListeners } from './room-listeners.ts';
import { Rooms } from './rooms.ts';
import type { Store } from './store.ts';

export class Backend {
  readonly config: StandInConfig;
  /** SyncFlow's database: outlives the backend. */
  readonly store: Store;
  readonly rooms: Rooms;
  readonly pool: ConnectionPool;
  readonly listeners: RoomListeners;
  /** null: there is no broker. */
  readonly announcer: Announcer | null;
  readonly #faults: () => FaultSettings;

  /** As SyncFlow's start: fails when the broker cannot be reached, listens to no older session. */
  static async start(
    config: StandInConfig,
    store: Store,
    faults: () => FaultSettings,
  ): Promise<Backend> {
    const announcer = config.broker === null ? null : await Announcer.connect(config.broker);
    return new Backend(config, store, faults, announcer);
  }

  private constructor(
    config: StandInConfig,
    store: Store,
    faults: () => FaultSettings,
    announcer: Announcer | null,
  ) {
    this.config = config;
    this.store = store;
    this.announcer = announcer;
    this.#faults = faults;
    this.rooms = new Rooms(config.livekit);
    this.pool = new ConnectionPool(config.databaseConnections, config.databaseTimeout);
    this.listeners = new RoomListeners({
      livekit: config.livekit,
      rooms: this.rooms,
      pool: this.pool,
      delayMs: config.listenerDelayMs,
      onEnded: (session) => {
        session.status = 'Stopped';
        session.updatedAt = this.now();
      },
    });
  }

  get faults(): FaultSettings {
    return this.#faults();
  }

  /** The server's clock in unix seconds. */
  now(): number {
    return Math.floor(Date.now() / 1_000 + this.faults.clockOffset);
  }

  /** Leaves all rooms and closes the broker's connection. The database stays as it is. */
  async stop(): Promise<void> {
    await this.listeners.close();
    await this.announcer?.close();
  }
}
