/** What the window's side and the library's thread say to each other. Both ends are built together. */
import { z } from 'zod';
import {
  libraryFilterSchema,
  type LibraryChoices,
  type LibraryProgress,
} from '../../shared/ipc/library.ts';
import { readFilterSchema, type ReadingView, type ReadRows } from '../../shared/ipc/reading.ts';
import type { ErrorView } from '../../shared/errors.ts';
import type { Manifest } from '../recording/manifest.ts';
import type { LibraryEntry } from './entry.ts';

const ids = z.array(z.string());

/** Recordings whose uploads stand as a filter wants it: only those of `ids`, or all but those. */
const uploadedSchema = z.object({ only: z.boolean(), ids }).nullable();
export type Uploaded = z.infer<typeof uploadedSchema>;

export const libraryRequestSchema = z.discriminatedUnion('do', [
  /** Looks at the folders again. `fresh`: deleted recordings that were not told yet. */
  z.object({
    do: z.literal('refresh'),
    deleted: ids,
    fresh: z.array(z.object({ recordingId: z.string(), folder: z.string(), manifest: z.string() })),
  }),
  z.object({
    do: z.literal('page'),
    filter: libraryFilterSchema,
    uploaded: uploadedSchema,
    offset: z.number(),
    limit: z.number(),
  }),
  z.object({ do: z.literal('choices') }),
  z.object({ do: z.literal('entry'), recordingId: z.string() }),
  z.object({ do: z.literal('manifest'), folder: z.string() }),
  z.object({
    do: z.literal('open-reading'),
    readingId: z.number(),
    folder: z.string(),
    filter: readFilterSchema,
  }),
  z.object({
    do: z.literal('rows'),
    readingId: z.number(),
    offset: z.number(),
    limit: z.number(),
  }),
  z.object({ do: z.literal('row-at'), readingId: z.number(), arrival: z.string() }),
  z.object({ do: z.literal('stop-reading'), readingId: z.number() }),
  z.object({ do: z.literal('close-reading'), readingId: z.number() }),
]);
export type LibraryRequest = z.infer<typeof libraryRequestSchema>;

export interface EntryPage {
  readonly total: number;
  readonly all: number;
  readonly entries: readonly LibraryEntry[];
  readonly progress: LibraryProgress;
}

export interface LibraryResults {
  refresh: undefined;
  page: EntryPage;
  choices: LibraryChoices;
  entry: LibraryEntry | null;
  manifest: Manifest;
  'open-reading': undefined;
  rows: ReadRows;
  'row-at': number;
  'stop-reading': undefined;
  'close-reading': undefined;
}

export type LibraryMessage =
  | { readonly is: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly is: 'failed'; readonly id: number; readonly error: ErrorView }
  /** The list is another one now. */
  | { readonly is: 'changed' }
  | { readonly is: 'reading'; readonly view: ReadingView };
