/** What an export's thread is told and tells. Both ends are built together. */
import type { ErrorView } from '../../../shared/errors.ts';
import type { ExportRequest, ExportResult } from '../export-request.ts';

/** What the thread is started with: the address of the helper as text, which threads can be handed. */
export type JobRequest = Omit<ExportRequest, 'helper'> & { readonly helper: string };

/** The only thing that is said to a running one. */
export const CANCEL = 'cancel';

export type JobMessage =
  | { readonly is: 'total'; readonly bytes: number }
  /** So many bytes in all are done. */
  | { readonly is: 'progress'; readonly bytes: number }
  | { readonly is: 'done'; readonly result: ExportResult }
  | { readonly is: 'cancelled' }
  | { readonly is: 'failed'; readonly error: ErrorView };
