/**
 * What an export and its helper threads say to each other. Both ends are built together. Bytes go in
 * shared memory that is used again: to transfer a buffer costs half a millisecond (measured), and makes
 * V8 give up what it assumes of buffers in optimised code.
 */
import { z } from 'zod';

/** reader: reads segments, finds and checks their lines. packer: compresses pages. */
export const helperRoleSchema = z.enum(['reader', 'packer']);
export type HelperRole = z.infer<typeof helperRoleSchema>;

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

export const packerRequestSchema = z.object({
  id: z.number(),
  bytes: z.instanceof(SharedArrayBuffer),
  length: z.number().int(),
});
export type PackerRequest = z.infer<typeof packerRequestSchema>;

/** The page lies where its content lay; null: that was too small, it is here. */
export interface PackerAnswer {
  readonly id: number;
  readonly length: number;
  readonly packed: Uint8Array | null;
}
