/** A button's work: busy while it runs, its error shown where the button is. */
import { useState } from 'react';
import type { ErrorView } from '../../shared/errors.ts';
import { errorViewOf } from './call.ts';

export interface Action<Args extends readonly unknown[]> {
  readonly busy: boolean;
  readonly error: ErrorView | null;
  run(...args: Args): void;
  clear(): void;
}

export function useAction<Args extends readonly unknown[]>(
  work: (...args: Args) => Promise<void>,
): Action<Args> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorView | null>(null);
  return {
    busy,
    error,
    run: (...args) => {
      setBusy(true);
      setError(null);
      work(...args)
        .catch((thrown: unknown) => {
          setError(errorViewOf(thrown));
        })
        .finally(() => {
          setBusy(false);
        });
    },
    clear: () => {
      setError(null);
    },
  };
}
