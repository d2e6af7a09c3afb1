import jwt from 'jsonwebtoken';
import { registerSecret } from '../../shared/redact.ts';

/** The Rust client's lifetime; the server sets no upper limit (syncflow-contract.md). */
const LIFETIME_SECONDS = 3600;

/**
 * A project token: JWT, HS256, signed with the API secret. All four claims are required by the server.
 * Used as bearer token and as the user name at the broker.
 */
export function mintProjectToken(project: {
  readonly projectId: string;
  readonly key: string;
  readonly secret: string;
}): string {
  const iat = Math.floor(Date.now() / 1000);
  const token = jwt.sign(
    { iat, exp: iat + LIFETIME_SECONDS, iss: project.key, projectId: project.projectId },
    project.secret,
    { algorithm: 'HS256' },
  );
  registerSecret(token);
  return token;
}
