/** The metadata that SyncFlow gives a room; comments stand in it unescaped. */
export function roomMetadata(sessionId: string, projectId: string, comments: string): string {
  return `|session_id:${sessionId}|project_id:${projectId}|comments:${comments}|`;
}

/**
 * The session id in a room's metadata, as SyncFlow itself reads it: null when there are not exactly
 * three parts, which is why a `|` inside the comments blinds it (session-create.json).
 */
export function sessionIdIn(metadata: string): string | null {
  const [first, ...others] = metadata.replace(/^\|+|\|+$/g, '').split('|');
  return others.length === 2 ? (first?.split(':').at(-1) ?? null) : null;
}
