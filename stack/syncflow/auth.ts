/** Project tokens, as SyncFlow checks them (auth-errors.json). */
import { z } from 'zod';
import { isSignedWith, readClaims } from './jwt.ts';
import type { Project, Store } from './store.ts';
import { uuidOrNull } from './uuid.ts';

const count = z.number().int().nonnegative();
const projectClaimsSchema = z.object({
  iat: count,
  exp: count,
  iss: z.string(),
  projectId: z.string(),
});
/** A token with this claim is read as one of a person's login, never as a project's. */
const loginClaimsSchema = z.object({ loginSession: z.string() });

/**
 * The project that a token belongs to; null when the token does not pass. Every claim is required,
 * `exp` is compared without tolerance, `iat` with nothing.
 * @param now unix seconds of the server's clock
 */
export function projectOfToken(store: Store, token: string, now: number): Project | null {
  const claims = readClaims(token);
  if (claims === null || loginClaimsSchema.safeParse(claims).success) return null;
  const parsed = projectClaimsSchema.safeParse(claims);
  if (!parsed.success) return null;
  const { exp, iss, projectId } = parsed.data;
  const project = store.projects.get(uuidOrNull(projectId) ?? '');
  const key = project?.apiKeys.find((candidate) => candidate.key === iss);
  if (project === undefined || key === undefined) return null;
  if (!isSignedWith(token, key.secret) || exp < now) return null;
  return project;
}

/** The token of an Authorization header; null when it is not `Bearer …` or `bearer …`. */
export function bearerToken(header: string | undefined): string | null {
  if (header === undefined || !/^[Bb]earer/.test(header)) return null;
  return header.slice('bearer'.length).trim();
}
