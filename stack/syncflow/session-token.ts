/** Tokens with which a client joins the LiveKit room of a session (session-token.json). */
import type { Backend } from './backend.ts';
import { ApiError } from './errors.ts';
import type { JsonValue } from './json-text.ts';
import { signToken } from './jwt.ts';
import { clientUrl } from './options.ts';
import type { TokenRequest } from './request-bodies.ts';
import { findStarted } from './sessions.ts';
import type { Project } from './store.ts';

/** Given for every Started session, whether or not its room still exists. */
export function sessionToken(
  backend: Backend,
  project: Project,
  sessionId: string,
  request: TokenRequest,
): JsonValue {
  const session = findStarted(backend, project, sessionId);
  const { identity, videoGrants } = request;
  if (videoGrants.room !== session.name) {
    throw new ApiError(500, 'Invalid room name(mismatch between room and livekit room name)');
  }
  if (videoGrants.roomJoin && (identity === '' || videoGrants.room === '')) {
    throw new ApiError(
      500,
      "invalid claims: token grants room_join but doesn't have an identity or room",
    );
  }
  return {
    token: liveKitToken(backend, request),
    identity,
    livekitServerUrl: clientUrl(backend.config.livekit),
  };
}

/** Claims as LiveKit's Rust library writes them, empty ones too. */
export function liveKitToken(
  backend: Backend,
  { identity, name, videoGrants }: TokenRequest,
): string {
  const { key, secret } = backend.config.livekit;
  const now = backend.now();
  const claims = {
    exp: now + backend.config.sessionTokenTtl,
    iss: key,
    nbf: now,
    sub: identity,
    name: name ?? identity,
    video: videoGrants,
    sip: { admin: false, call: false },
    sha256: '',
    metadata: '',
  };
  return signToken(claims, secret);
}
