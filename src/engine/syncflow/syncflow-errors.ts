import { RecorderError, type ErrorCode } from '../../shared/errors.ts';
import { redact } from '../../shared/redact.ts';
import { networkFault } from '../network/network-fault.ts';
import { parseJsonKeepingDigits } from './json.ts';
import { errorBodySchema } from './schemas.ts';

const MAX_SERVER_MESSAGE = 300;

/** 500 that no repetition cures, by the beginning of the message (syncflow-contract.md, fixtures). */
const lasting500: readonly (readonly [start: string, code: ErrorCode])[] = [
  ['Record not found', 'syncflow-not-found'],
  ['Invalid session id', 'syncflow-not-found'],
  ['Invalid room name', 'syncflow-refused'],
  ['invalid claims', 'syncflow-refused'],
  ['value too long', 'syncflow-refused'],
];

/** An answer that is not 2xx. `what` is the call, as in `the list of sessions`. */
export function errorOfAnswer(what: string, status: number, body: string): RecorderError {
  const message = messageOf(body);
  const said = message === '' ? '' : `: ${redact(message).slice(0, MAX_SERVER_MESSAGE)}`;
  return new RecorderError(
    codeOf(status, message),
    `The SyncFlow server answered ${status} to ${what}${said}`,
  );
}

/** The server's own words: `message` of a JSON error, or the text itself (400 in text/plain). */
export function messageOf(body: string): string {
  try {
    const parsed = errorBodySchema.safeParse(parseJsonKeepingDigits(body));
    if (parsed.success) return parsed.data.message;
  } catch {
    // Plain text, or a proxy's page.
  }
  return body.trim().startsWith('<') ? '' : body.trim();
}

function codeOf(status: number, message: string): ErrorCode {
  if (status >= 300 && status < 400) return 'syncflow-bad-answer';
  // 403 is not SyncFlow's (it has none), but may be a proxy's.
  if (status === 401 || status === 403) return 'syncflow-unauthorized';
  if (status === 404) return 'syncflow-not-found';
  if (status === 500) {
    return lasting500.find(([start]) => message.startsWith(start))?.[1] ?? 'syncflow-failed';
  }
  return status > 500 || status === 429 || status === 408 ? 'syncflow-failed' : 'syncflow-refused';
}

/** No answer at all. `host` without path; `timedOutMs` is the limit when our own ended the call. */
export function errorOfTransport(
  what: string,
  host: string,
  thrown: unknown,
  timedOutMs: number | null,
): RecorderError {
  if (thrown instanceof RecorderError) return thrown;
  if (timedOutMs !== null) {
    return new RecorderError(
      'syncflow-timeout',
      `The SyncFlow server at ${host} did not answer to ${what} within ${timedOutMs / 1_000} s.`,
    );
  }
  const fault = networkFault(thrown);
  if (fault === null) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return new RecorderError('internal', `The call for ${what} failed: ${redact(reason)}`);
  }
  // A server whose database connections are used up closes without an answer (server-faults.json).
  const code =
    fault.certificate ?? (fault.kind === 'cut' ? 'syncflow-timeout' : 'syncflow-unreachable');
  return new RecorderError(code, `The SyncFlow server at ${host} gave no answer: ${fault.words}.`);
}
