import { useRef } from 'react';

/** The last value that was there: what is shown stays while it is asked for again. */
export function useKept<Value>(value: Value | null): Value | null {
  const kept = useRef(value);
  if (value !== null) kept.current = value;
  return kept.current;
}
