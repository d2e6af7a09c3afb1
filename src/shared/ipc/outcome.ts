import type { ErrorView } from '../errors.ts';

/** An answer over IPC. Electron and the context bridge keep only an Error's message, so none is thrown. */
export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorView };
