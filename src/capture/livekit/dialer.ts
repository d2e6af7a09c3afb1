import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '../../shared/backoff.ts';
import { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { LinkGrant, RoomEndReason } from '../ports.ts';
import type { AnyLink, OpenOutcome } from './link-types.ts';

export interface DialerOptions {
  readonly requestGrant: () => Promise<LinkGrant>;
  readonly makeLink: (grant: LinkGrant) => Pick<AnyLink, 'open'>;
  /** Called before each attempt, counted from 1, with the error of the one before. */
  readonly onAttempt: (attempt: number, error: RecorderError | undefined) => void;
  readonly log: Log;
}

/**
 * Attempts without end, 0.2 to 5 s apart, each with a grant and an identity of its own, until a link is
 * open. A refused token may just be an old one: the first such refusal is followed by a new one at once.
 * @returns null when a link is open or `abort` fired, a reason when the server said that the room is over
 */
export async function dialUntilOpen(
  options: DialerOptions,
  abort: AbortSignal,
): Promise<RoomEndReason | null> {
  const backoff = new Backoff({ initialMs: 200, maxMs: 5_000 });
  let error: RecorderError | undefined;
  let refusals = 0;
  for (let attempt = 1; !abort.aborted; attempt += 1) {
    options.onAttempt(attempt, error);
    const outcome = await attemptOnce(options, abort);
    if (outcome.kind === 'open') return null;
    if (outcome.kind === 'ended') return outcome.reason;
    error = outcome.error;
    options.log.info('joining failed', { attempt, code: error.code, error });
    if (error.code === 'livekit-unauthorized') refusals += 1;
    const atOnce = error.code === 'livekit-unauthorized' && refusals === 1;
    if (!atOnce) await pause(backoff.next(), abort);
  }
  return null;
}

async function attemptOnce(
  { requestGrant, makeLink }: DialerOptions,
  abort: AbortSignal,
): Promise<OpenOutcome> {
  const failed = (thrown: unknown): { kind: 'failed'; error: RecorderError } => ({
    kind: 'failed',
    error:
      thrown instanceof RecorderError
        ? thrown
        : new RecorderError('livekit-link-failed', 'No grant for the room came.', {
            cause: thrown,
          }),
  });
  try {
    const grant = await orAborted(requestGrant(), abort);
    return await makeLink(grant).open(abort);
  } catch (thrown) {
    return failed(thrown);
  }
}

/** A grant may take as long as a server that hangs; stopping does not wait for it. */
function orAborted<T>(promise: Promise<T>, abort: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      reject(new RecorderError('livekit-link-failed', 'Joining was given up.'));
    };
    if (abort.aborted) giveUp();
    abort.addEventListener('abort', giveUp, { once: true });
    promise.then(resolve, reject).finally(() => {
      abort.removeEventListener('abort', giveUp);
    });
  });
}

async function pause(ms: number, abort: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: abort }).catch(() => undefined);
}
