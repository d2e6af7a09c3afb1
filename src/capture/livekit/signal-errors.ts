import { RecorderError } from '../../shared/errors.ts';
import { redact } from '../../shared/redact.ts';
import { HttpRefusal } from './signal-socket.ts';

/** What a failed attempt to open the signalling means, in the words of the catalogue. */
export function signalError(thrown: unknown): RecorderError {
  if (thrown instanceof RecorderError) return thrown;
  if (thrown instanceof HttpRefusal) return refusal(thrown);
  return new RecorderError(
    'livekit-unreachable',
    `The LiveKit server cannot be reached: ${describe(thrown)}.`,
    { cause: thrown },
  );
}

function refusal({ status }: HttpRefusal): RecorderError {
  switch (status) {
    case 401:
    case 403:
      return new RecorderError(
        'livekit-unauthorized',
        `The LiveKit server refused the token (HTTP ${status}).`,
      );
    case 404:
      return new RecorderError(
        'livekit-rejected',
        'No LiveKit server answers at this URL, or the room does not exist there (HTTP 404).',
      );
    default:
      return new RecorderError(
        'livekit-rejected',
        `The LiveKit server refused the connection (HTTP ${status}).`,
      );
  }
}

/** The system's code (ECONNREFUSED, CERT_HAS_EXPIRED, …) says more than most messages. */
function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown error';
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  return redact([code, thrown.message].filter((part) => part !== '').join(' '));
}
