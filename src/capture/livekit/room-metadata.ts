/** `|session_id:<uuid>|project_id:<uuid>|comments:<text>|`; comments may hold `|` and `:` (syncflow-contract.md). */
const shape = /^\|session_id:([^|]+)\|project_id:/;

/** The SyncFlow session that a room's metadata names; null when it names none. */
export function sessionIdOf(metadata: string): string | null {
  return shape.exec(metadata)?.[1]?.toLowerCase() ?? null;
}
