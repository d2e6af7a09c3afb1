/** Answers of the main process: the value, or an error that can be caught and shown. */
import { viewOfError, type ErrorView } from '../../shared/errors.ts';
import type { Outcome } from '../../shared/ipc/outcome.ts';

export class CallError extends Error {
  readonly view: ErrorView;

  constructor(view: ErrorView) {
    super(view.message);
    this.name = 'CallError';
    this.view = view;
  }
}

/** @throws CallError */
export async function answerOf<T>(pending: Promise<Outcome<T>>): Promise<T> {
  const outcome = await pending;
  if (outcome.ok) return outcome.value;
  throw new CallError(outcome.error);
}

/** Whatever was thrown, as an error of the catalogue. */
export function errorViewOf(thrown: unknown): ErrorView {
  if (thrown instanceof CallError) return thrown.view;
  return viewOfError(thrown);
}
