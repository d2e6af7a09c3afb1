import type { Route } from '../../shared/capture-protocol.ts';
import { RecorderError } from '../../shared/errors.ts';

/** Nothing came about in the time that a link has for it. */
export function tooSlow(joined: boolean, route: Route): RecorderError {
  return joined
    ? new RecorderError(
        'livekit-no-media',
        `Joined, but no data connection over ${protocolOf(route)} came about within 10 s.`,
      )
    : new RecorderError(
        'livekit-link-failed',
        'The LiveKit server did not let us join within 10 s.',
      );
}

/** The server has told all its addresses, and none is for this route. */
export function noAddress(route: Route): RecorderError {
  return new RecorderError(
    'livekit-no-media',
    `Joined, but the LiveKit server offers no data connection over ${protocolOf(route)}.`,
  );
}

/** Whatever was thrown while joining. */
export function joinError(thrown: unknown): RecorderError {
  return thrown instanceof RecorderError
    ? thrown
    : new RecorderError('livekit-link-failed', 'Joining failed.', { cause: thrown });
}

function protocolOf(route: Route): string {
  return route === 'tcp-bridge' ? 'TCP' : 'UDP';
}
