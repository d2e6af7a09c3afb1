import { signToken } from './jwt.ts';
import type { Project } from './store.ts';

/** A project token as SyncFlow's clients make it. @param now unix seconds */
export function projectToken(
  project: Pick<Project, 'id' | 'apiKeys'>,
  { now = Math.floor(Date.now() / 1_000), ttl = 3_600 } = {},
): string {
  const [key] = project.apiKeys;
  if (key === undefined) throw new Error('the project has no API key');
  const claims = { iat: now, exp: now + ttl, iss: key.key, projectId: project.id };
  return signToken(claims, key.secret);
}
