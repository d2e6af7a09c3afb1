/** The last record of a stream: whether it is complete, how large it is, and its content when small. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { GapRecord } from '../../../shared/records.ts';
import type { inflationSchema, StreamEndReason } from '../../../shared/stream-records.ts';
import { inflateContent, INFLATE_LIMIT } from '../inflate.ts';
import { payloadMember, text } from '../members.ts';
import type { OpenStream } from './open-stream.ts';
import { INLINE_BYTES } from './stream-content.ts';

type Inflation = z.infer<typeof inflationSchema>;

/**
 * So much of a room's content is inflated a minute: a room that sends nothing but bombs (1 kB each
 * becomes 1 MB) must not keep the journal thread from the others.
 */
const INFLATED_BYTES_A_MINUTE = 128 * 1024 * 1024;
const MINUTE_MS = 60_000;
/** Deflate makes at most so much of one byte (zlib's own bound). */
const DEFLATE_AT_MOST = 1032;

export class InflationBudget {
  #since = -Infinity;
  #spent = 0;

  /** Whether there is some left. @param nowMs any monotonic clock */
  has(nowMs: number): boolean {
    if (nowMs - this.#since >= MINUTE_MS) {
      this.#since = nowMs;
      this.#spent = 0;
    }
    return this.#spent < INFLATED_BYTES_A_MINUTE;
  }

  spend(bytes: number): void {
    this.#spent += bytes;
  }
}

export interface EndedStream {
  /** Members of the record, each with a comma before it, from `kind` on. */
  readonly members: string;
  readonly stream: OpenStream;
  readonly state: 'complete' | 'partial';
  readonly reason: StreamEndReason | null;
  /** Size of what came. */
  readonly size: number;
  /** The content when it is small; null when it is not, or not known. */
  readonly content: Buffer | null;
  /** To be written before it: what came and was not kept. */
  readonly gap: GapRecord | null;
}

/** @param why it ends; null: its trailer came and complains of nothing */
export function endStream(
  stream: OpenStream,
  why: StreamEndReason | null,
  folder: string,
  budget: InflationBudget,
  nowMs: number,
): EndedStream {
  const { owner, header, content } = stream;
  content.finish();
  const inflated = header?.compressed === true ? inflate(stream, folder, budget, nowMs) : null;
  const whole = inflated === null ? content.small() : inflated.bytes;
  const knownSize = inflated === null ? content.size : (inflated.bytes?.length ?? null);
  const reason = stream.flaw(knownSize, why);
  const state = reason === null ? 'complete' : 'partial';
  const shown = whole === null || whole.length > INLINE_BYTES ? null : whole;
  let members = `,"kind":"${stream.kind}","link":${stream.link}`;
  if (owner.identity !== null) members += `,"identity":${text(owner.identity)}`;
  if (owner.sid !== null) members += `,"sid":${text(owner.sid)}`;
  members += `,"part":"end","stream":${text(owner.stream)},"began":"${stream.began}"`;
  if (header !== null) {
    members += `,"topic":${text(header.topic)}`;
    if (header.name !== '') members += `,"name":${text(header.name)}`;
    members += `,"mimeType":${text(header.mimeType)}`;
  }
  members += `,"state":"${state}"`;
  if (reason !== null) members += `,"reason":"${reason}"`;
  members += `,"chunks":${stream.chunks},"missing":${stream.missing}`;
  members += `,"size":${content.size},"sha256":"${content.sha256()}"`;
  if (inflated !== null) {
    members += `,"inflation":"${inflated.inflation}"`;
    if (inflated.bytes !== null) {
      members += `,"inflatedSize":${inflated.bytes.length}`;
      members += `,"inflatedSha256":"${createHash('sha256').update(inflated.bytes).digest('hex')}"`;
    }
  }
  if (shown !== null) members += `,${payloadMember(shown)}`;
  if (content.file !== null) members += `,"file":${text(content.file)}`;
  const gap = gapOf(stream);
  return { members, stream, state, reason, size: content.size, content: shown, gap };
}

function inflate(
  { content, missing }: OpenStream,
  folder: string,
  budget: InflationBudget,
  nowMs: number,
): { readonly bytes: Buffer | null; readonly inflation: Inflation } {
  if (missing > 0) return { bytes: null, inflation: 'failed' };
  if (content.size > INFLATE_LIMIT) return { bytes: null, inflation: 'too-large' };
  if (!budget.has(nowMs)) return { bytes: null, inflation: 'skipped' };
  const packed = content.whole(folder);
  if (packed === null) return { bytes: null, inflation: 'failed' };
  const inflated = inflateContent(packed);
  const most = Math.min(INFLATE_LIMIT, packed.length * DEFLATE_AT_MOST);
  budget.spend(packed.length + (inflated.ok ? inflated.bytes.length : most));
  return inflated.ok
    ? { bytes: inflated.bytes, inflation: 'done' }
    : { bytes: null, inflation: inflated.why };
}

function gapOf({ dropped, owner, content }: OpenStream): GapRecord | null {
  if (dropped === null) return null;
  return {
    kind: 'gap',
    reason: 'disk',
    from: String(dropped.from),
    to: String(dropped.to),
    ...(owner.identity === null ? {} : { identity: owner.identity }),
    ...(owner.sid === null ? {} : { sid: owner.sid }),
    count: dropped.chunks,
    detail: `${content.lost} bytes of the stream ${owner.stream} were not kept: the disk is full or refuses`,
  };
}
