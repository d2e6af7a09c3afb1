import { z } from 'zod';
import type { Sqlite } from './sqlite.ts';

const byGroup = z.record(z.string(), z.string());

const storedByGroup = z.string().transform((text, context) => {
  const parsed = byGroup.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  context.addIssue('not an object of strings');
  return z.NEVER;
});

const projectRow = z.object({
  projectId: z.string(),
  name: z.string(),
  livekitUrl: z.string(),
  exchange: z.string().nullable(),
  bindingKeys: storedByGroup,
  deviceIds: storedByGroup,
  updatedAt: z.number(),
});

/**
 * What SyncFlow said about a project when it last answered; used while it does not. `bindingKeys` and
 * `deviceIds` are by device group. `exchange` is null until a device is registered.
 */
export type ProjectRow = Readonly<z.infer<typeof projectRow>>;

const columns = `project_id AS projectId, name, livekit_url AS livekitUrl, exchange,
  binding_keys AS bindingKeys, device_ids AS deviceIds, updated_at AS updatedAt`;

export class ProjectsTable {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
    db.prepare(`SELECT ${columns} FROM projects LIMIT 0`).all();
  }

  /** The remembered project, or null. */
  get(projectId: string): ProjectRow | null {
    const row = this.#db
      .prepare(`SELECT ${columns} FROM projects WHERE project_id = ?`)
      .get(projectId);
    return row === undefined ? null : projectRow.parse(row);
  }

  /** All projects, by name. */
  list(): ProjectRow[] {
    return this.#db
      .prepare(`SELECT ${columns} FROM projects ORDER BY name, project_id`)
      .all()
      .map((row) => projectRow.parse(row));
  }

  /** Remembers what the project is called and where its LiveKit server is. `now` in unix ms. */
  saveProject(
    project: { readonly projectId: string; readonly name: string; readonly livekitUrl: string },
    now: number,
  ): void {
    this.#db
      .prepare(
        `INSERT INTO projects (project_id, name, livekit_url, binding_keys, device_ids, updated_at)
         VALUES (?, ?, ?, '{}', '{}', ?)
         ON CONFLICT (project_id) DO UPDATE SET name = excluded.name,
           livekit_url = excluded.livekit_url, updated_at = excluded.updated_at`,
      )
      .run(project.projectId, project.name, project.livekitUrl, now);
  }

  /** Remembers what is needed to listen to announcements; the project may be unknown so far. */
  saveDevices(
    devices: {
      readonly projectId: string;
      readonly exchange: string;
      readonly bindingKeys: Readonly<Record<string, string>>;
      readonly deviceIds: Readonly<Record<string, string>>;
    },
    now: number,
  ): void {
    this.#db
      .prepare(
        `INSERT INTO projects
           (project_id, name, livekit_url, exchange, binding_keys, device_ids, updated_at)
         VALUES (?, '', '', ?, ?, ?, ?)
         ON CONFLICT (project_id) DO UPDATE SET exchange = excluded.exchange,
           binding_keys = excluded.binding_keys, device_ids = excluded.device_ids,
           updated_at = excluded.updated_at`,
      )
      .run(
        devices.projectId,
        devices.exchange,
        JSON.stringify(devices.bindingKeys),
        JSON.stringify(devices.deviceIds),
        now,
      );
  }
}
