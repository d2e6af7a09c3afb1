import jwt from 'jsonwebtoken';

/** What makes project tokens. The secret never leaves this process; a token is sent to SyncFlow and its broker. */
export interface ProjectKey {
  readonly projectId: string;
  /** The API key. */
  readonly key: string;
  /** The API secret. */
  readonly secret: string;
}

/** Seconds that a project token is valid, as in SyncFlow's own Rust client. */
export const TOKEN_LIFETIME_S = 3_600;

/**
 * A fresh project token (syncflow-contract.md, Authentication): HS256 with exactly the claims that the
 * server requires. It also is the user name at the broker.
 *
 * @param now unix milliseconds by this computer's clock; the server compares `exp` with its own
 */
export function mintProjectToken(project: ProjectKey, now: number = Date.now()): string {
  const iat = Math.floor(now / 1_000);
  const claims = {
    iat,
    exp: iat + TOKEN_LIFETIME_S,
    iss: project.key,
    projectId: project.projectId,
  };
  return jwt.sign(claims, project.secret, { algorithm: 'HS256' });
}
