/**
 * What an export and the threads that work for it say to each other. Both ends are built together. Bytes go in
 * shared memory that is used again: to transfer a buffer costs half a millisecond (measured), and makes
 * V8 give up what it assumes of buffers in optimised code.
 */
import { z } from 'zod';
import { segmentRangeSchema } from '../../recording/reader/lane-parts.ts';
import type { PartSeen } from '../../recording/reader/part-watch.ts';
import { encoderSetupSchema } from '../encoder-setup.ts';
import type { StreamTurn } from '../open-streams.ts';
import type { PieceFacts } from '../pieces.ts';

const filterSchema = z.object({
  kinds: z.array(z.string()).readonly().exactOptional(),
  participants: z.array(z.string()).readonly().exactOptional(),
  topics: z.array(z.string()).readonly().exactOptional(),
  text: z.string().exactOptional(),
  from: z.bigint().exactOptional(),
  to: z.bigint().exactOptional(),
});

/** What a thread is started for. */
export const helperDataSchema = z.discriminatedUnion('work', [
  /** Reads segments, finds their lines and checks them. */
  z.object({ work: z.literal('read') }),
  /** Does all of the work on parts of a lane, up to the bytes of the file. */
  z.object({
    work: z.literal('encode'),
    setup: encoderSetupSchema,
    filter: filterSchema,
    /** Whether each packet of a stream is a row, instead of each stream. */
    streamParts: z.boolean(),
  }),
]);
export type HelperData = z.infer<typeof helperDataSchema>;
export type EncoderData = Extract<HelperData, { work: 'encode' }>;

export const readerRequestSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('read'), path: z.string() }),
  /** One more window may come; its bytes may be used again. */
  z.object({ do: z.literal('go-on'), spare: z.instanceof(SharedArrayBuffer) }),
]);
export type ReaderRequest = z.infer<typeof readerRequestSchema>;

interface Failed {
  readonly is: 'failed';
  readonly message: string;
  readonly code: string | null;
}

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
  | Failed;

export const encoderRequestSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('encode'),
    part: z.array(segmentRangeSchema).readonly(),
    /** About how many rows there are before it. */
    rowsBefore: z.number(),
  }),
  /** The bytes of the oldest piece may be used again. */
  z.object({ do: z.literal('go-on') }),
]);
export type EncoderRequest = z.infer<typeof encoderRequestSchema>;

/** Pieces of a part come in order, then its `done`. */
export type EncoderAnswer =
  /** So many bytes of the recording were read. */
  | { readonly is: 'bytes'; readonly bytes: number }
  | {
      readonly is: 'piece';
      readonly bytes: SharedArrayBuffer;
      readonly length: number;
      readonly facts: PieceFacts;
    }
  | { readonly is: 'done'; readonly seen: PartSeen; readonly turns: readonly StreamTurn[] }
  | Failed;

/** What was thrown, as it crosses to another thread. */
export function failureOf(thrown: unknown, code: string | null): Failed {
  return { is: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown), code };
}

export function errorOf({ message, code }: Failed): Error {
  return Object.assign(new Error(message), { code });
}
