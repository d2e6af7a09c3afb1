import { z } from 'zod';
import { prepared, type Sqlite } from './sqlite.ts';

const rowSchema = z.object({ name: z.string(), value: z.string() });
const limitSchema = z.object({ bytesPerSecond: z.number().int().positive().nullable() });

/** What a person ordered of uploading as a whole. It holds until it is ordered otherwise. */
export interface UploadOrdersView {
  /** Since when nothing is sent, by order; unix milliseconds. Null: it is not paused. */
  readonly pausedAt: number | null;
  /** Bytes a second over all uploads, null for as fast as it goes. Left out: as the settings say. */
  readonly limit?: { readonly bytesPerSecond: number | null };
}

/** The orders, durable: a recorder that is started anew goes on as it was told. */
export class UploadOrders {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
    db.prepare('SELECT name, value FROM upload_orders LIMIT 0').all();
  }

  get(): UploadOrdersView {
    const rows = prepared(this.#db, 'SELECT name, value FROM upload_orders').all();
    const values = new Map(
      rows.map((row) => {
        const { name, value } = rowSchema.parse(row);
        return [name, value];
      }),
    );
    const pausedAt = values.get('paused-at');
    const limit = values.get('limit');
    return {
      pausedAt: pausedAt === undefined ? null : Number(pausedAt),
      ...(limit === undefined ? {} : { limit: limitSchema.parse(JSON.parse(limit)) }),
    };
  }

  /** A second pause changes nothing. `now` in unix milliseconds. */
  pause(now: number): void {
    prepared(
      this.#db,
      `INSERT INTO upload_orders (name, value) VALUES ('paused-at', ?) ON CONFLICT DO NOTHING`,
    ).run(String(now));
  }

  resume(): void {
    this.#delete('paused-at');
  }

  /** @param limit Null: as the settings say. */
  setLimit(limit: { readonly bytesPerSecond: number | null } | null): void {
    if (limit === null) {
      this.#delete('limit');
      return;
    }
    prepared(
      this.#db,
      `INSERT INTO upload_orders (name, value) VALUES ('limit', ?)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    ).run(JSON.stringify(limitSchema.parse(limit)));
  }

  #delete(name: string): void {
    prepared(this.#db, 'DELETE FROM upload_orders WHERE name = ?').run(name);
  }
}
