import { useCallback, useEffect, useRef, useState } from 'react';
import type { ErrorView } from '../../shared/errors.ts';
import type { Outcome } from '../../shared/ipc/outcome.ts';
import { answerOf, errorViewOf } from './call.ts';

export interface Answer<T> {
  /** The last that came; null before the first. */
  readonly data: T | null;
  /** Why the last call failed; null when it did not. */
  readonly error: ErrorView | null;
  readonly busy: boolean;
  readonly reload: () => void;
}

/**
 * What a call answers, asked anew when `key` changes and each `everyMs`; one call at a time.
 * @param key What the call asks about: an answer about something else is dropped.
 */
export function useAnswer<T>(
  key: string,
  ask: () => Promise<Outcome<T>>,
  everyMs: number | null = null,
): Answer<T> {
  const [data, setData] = useState<{ readonly key: string; readonly value: T } | null>(null);
  const [error, setError] = useState<ErrorView | null>(null);
  const [busy, setBusy] = useState(false);
  const asking = useRef<string | null>(null);
  const current = useRef({ key, ask });
  current.current = { key, ask };
  const reload = useCallback(() => {
    const { key: about, ask: call } = current.current;
    if (asking.current === about) return;
    asking.current = about;
    setBusy(true);
    const isWanted = (): boolean => current.current.key === about;
    answerOf(call())
      .then((value) => {
        if (!isWanted()) return;
        setData({ key: about, value });
        setError(null);
      })
      .catch((thrown: unknown) => {
        if (isWanted()) setError(errorViewOf(thrown));
      })
      .finally(() => {
        if (asking.current !== about) return;
        asking.current = null;
        setBusy(false);
      });
  }, []);
  useEffect(() => {
    setError(null);
    reload();
    if (everyMs === null) return;
    const timer = setInterval(reload, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [key, everyMs, reload]);
  return { data: data?.key === key ? data.value : null, error, busy, reload };
}
