/**
 * What an export and the thread that reads for it say to each other. Both ends are built together. Bytes go in
 * shared memory that is used again: to transfer a buffer costs half a millisecond (measured), and makes
 * V8 give up what it assumes of buffers in optimised code.
 */
import { z } from 'zod';

export const readerRequestSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('read'), path: z.string() }),
  /** One more window may come; its bytes may be used again. */
  z.object({ do: z.literal('go-on'), spare: z.instanceof(SharedArrayBuffer) }),
]);
export type ReaderRequest = z.infer<typeof readerRequestSchema>;

export type ReaderAnswer =
  | {
      readonly is: 'window';
      readonly bytes: SharedArrayBuffer;
      readonly length: number;
      readonly from: number;
      readonly fresh: number;
      readonly ends: Uint32Array;
    }
  | { readonly is: 'end' }
  | { readonly is: 'failed'; readonly message: string; readonly code: string | null };
