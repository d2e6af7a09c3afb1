/** From what went wrong with a call to an error of the catalogue. No token ever gets into a message. */
import { RecorderError } from '../../shared/errors.ts';
import { apiErrorSchema } from './api-schemas.ts';

/** No answer at all. */
export function networkError(what: string, server: string, cause: unknown): RecorderError {
  const name = cause instanceof Error ? cause.name : '';
  if (name === 'TimeoutError' || name === 'AbortError') {
    return new RecorderError('syncflow-timeout', `${what}: no answer in time from ${server}`, {
      cause,
    });
  }
  return new RecorderError(
    'syncflow-unreachable',
    `${server} cannot be reached: ${reason(cause)}`,
    {
      cause,
    },
  );
}

/** fetch() hides the reason in the cause of its TypeError. */
function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause;
  if (inner instanceof Error) return inner.message === '' ? inner.name : inner.message;
  return cause.message;
}

/**
 * An answer that is not 200. There is no 403; a 500 is often not a fault to retry (an unknown session
 * id is one), yet nothing in it tells which: it counts as retryable.
 */
export function answerError(what: string, status: number, text: string): RecorderError {
  const message = `${what}: ${status} ${messageOf(text)}`;
  if (status === 401) return new RecorderError('syncflow-unauthorized', message);
  if (status === 404) return new RecorderError('syncflow-not-found', message);
  if (status >= 500) return new RecorderError('syncflow-failed', message);
  return new RecorderError('syncflow-refused', message);
}

/** JSON errors carry a message; a body that the server could not read is answered in plain text. */
function messageOf(text: string): string {
  try {
    const parsed = apiErrorSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data.message.slice(0, 300);
  } catch {
    // Plain text, as the contract says.
    return text.slice(0, 300);
  }
  return text.slice(0, 300);
}
