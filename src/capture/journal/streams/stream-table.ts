/**
 * The streams that run in one room. Takes their packets, says what their lines carry, and which streams
 * are over. Inside the journal thread only; bounded in streams, memory and open files.
 */
import { isUtf8 } from 'node:buffer';
import { payloadMember, text, moreMembers } from '../members.ts';
import type { StreamEndReason } from '../../../shared/stream-records.ts';
import { EndedIds } from './ended-ids.ts';
import { OpenStream, type StreamHeader, type StreamKind, type StreamOwner } from './open-stream.ts';
import { StreamContent, type Placement } from './stream-content.ts';
import { endStream, InflationBudget, type EndedStream } from './stream-end.ts';
import type { StreamFiles } from './stream-files.ts';
import type { StreamPacket } from './stream-packets.ts';

const MOST_STREAMS = 1024;
const MOST_HELD_BYTES = 16 * 1024 * 1024;
/** The server tells that somebody left up to this long before or after the last packets. */
const GRACE_MS = 3_000;

export interface StreamLine {
  readonly kind: StreamKind;
  /** Members from `part` on, each with a comma before it, without `raw`. */
  readonly members: string;
  /** What counts as payload: of a chunk its content; null: the whole packet. */
  readonly content: Buffer | null;
  readonly topic: string | null;
  /** Null: the content itself says enough. */
  readonly preview: string | null;
}

interface Stamp {
  readonly record: number;
  readonly link: number;
  readonly wall: bigint;
  readonly nowMs: number;
}

export class StreamTable {
  readonly #folder: string;
  readonly #files: StreamFiles;
  readonly #budget = new InflationBudget();
  /** In the order in which they began. */
  readonly #open = new Map<string, OpenStream>();
  readonly #endedIds = new EndedIds();
  #ended: EndedStream[] = [];

  constructor(folder: string, files: StreamFiles) {
    this.#folder = folder;
    this.#files = files;
  }

  get hasEnded(): boolean {
    return this.#ended.length > 0;
  }

  /** Streams that ended since the last call, for their last records. */
  takeEnded(): readonly EndedStream[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  take(owner: Omit<StreamOwner, 'stream'>, packet: StreamPacket, at: Stamp): StreamLine {
    const who = { ...owner, stream: packet.stream };
    switch (packet.part) {
      case 'header':
        return this.#header(who, packet, at);
      case 'chunk':
        return this.#chunk(who, packet, at);
      case 'trailer':
        return this.#trailer(who, packet, at);
    }
  }

  /** A link is gone: what runs over it may miss something. */
  linkLost(): void {
    for (const stream of this.#open.values()) stream.linkLost = true;
  }

  /** A participant has left; packets of it may still be on their way to us. */
  senderLeft(sid: string, nowMs: number): void {
    for (const stream of this.#open.values()) {
      if (stream.owner.sid === sid) stream.givenUpAt ??= nowMs + GRACE_MS;
    }
  }

  /** What time alone brings. */
  tick(nowMs: number): void {
    for (const [key, stream] of this.#open) {
      if (stream.givenUpAt !== null && nowMs >= stream.givenUpAt) {
        this.#end(key, stream, 'sender-left', nowMs);
      }
    }
  }

  /** Nothing more will come. */
  endAll(nowMs: number): void {
    for (const [key, stream] of this.#open) {
      const why = stream.givenUpAt === null ? 'recording-ended' : 'sender-left';
      this.#end(key, stream, why, nowMs);
    }
  }

  #header(
    owner: StreamOwner,
    packet: Extract<StreamPacket, { part: 'header' }>,
    at: Stamp,
  ): StreamLine {
    const { header, members, inline } = packet;
    const key = keyOf(owner);
    const running = this.#open.get(key);
    if (running !== undefined) this.#end(key, running, 'replaced', at.nowMs);
    const stream = this.#begin(key, owner, header, at);
    let rest = `,"part":"header","stream":${text(owner.stream)}${moreMembers(members)}`;
    if (inline !== null) {
      const content = Buffer.from(inline);
      rest += placed(stream.content.take(content), content);
      // All of it came with the header: no chunks and no trailer follow.
      this.#end(key, stream, null, at.nowMs);
    }
    const size = header.totalLength === null ? '' : `, ${header.totalLength} bytes`;
    return {
      kind: header.kind,
      members: rest,
      content: null,
      topic: header.topic,
      preview: `${header.name === '' ? header.mimeType : header.name}${size}: begins`,
    };
  }

  #chunk(
    owner: StreamOwner,
    { index, cut }: Extract<StreamPacket, { part: 'chunk' }>,
    at: Stamp,
  ): StreamLine {
    const key = keyOf(owner);
    const stream = this.#open.get(key) ?? this.#begin(key, owner, null, at);
    stream.link = at.link;
    stream.count(index);
    const { content, envelope, contentAt } = cut;
    const placement = stream.content.take(content);
    if (placement.where === 'nowhere') stream.drop(at.wall);
    let members = `,"part":"chunk","stream":${text(owner.stream)},"index":${index}`;
    members += placed(placement, content);
    members += `,"envelope":"${envelope}","contentAt":${contentAt}`;
    this.#boundMemory();
    return {
      kind: stream.kind,
      members,
      content,
      topic: stream.header?.topic ?? null,
      preview: stream.header?.compressed === true ? 'compressed' : null,
    };
  }

  #trailer(
    owner: StreamOwner,
    { reason, attributes }: Extract<StreamPacket, { part: 'trailer' }>,
    at: Stamp,
  ): StreamLine {
    const key = keyOf(owner);
    const stream = this.#open.get(key);
    const kind = stream?.kind ?? this.#endedIds.kindOf(key) ?? 'byte-stream';
    if (stream !== undefined) {
      stream.link = at.link;
      this.#end(key, stream, reason === '' ? null : 'aborted', at.nowMs);
    }
    let members = `,"part":"trailer","stream":${text(owner.stream)}`;
    members += moreMembers({ attributes, reason });
    const preview = reason === '' ? 'ends' : `ends: ${reason}`;
    return { kind, members, content: null, topic: stream?.header?.topic ?? null, preview };
  }

  #begin(key: string, owner: StreamOwner, header: StreamHeader | null, at: Stamp): OpenStream {
    const oldest = this.#open.entries().next();
    if (this.#open.size >= MOST_STREAMS && oldest.done !== true) {
      this.#end(oldest.value[0], oldest.value[1], 'too-many', at.nowMs);
    }
    const named = header?.name === '' ? header.topic : header?.name;
    const content = new StreamContent(this.#files, () =>
      this.#files.create(at.record, named ?? owner.stream),
    );
    const stream = new OpenStream(owner, header, content, at.wall);
    stream.link = at.link;
    this.#open.set(key, stream);
    return stream;
  }

  #end(key: string, stream: OpenStream, why: StreamEndReason | null, nowMs: number): void {
    this.#open.delete(key);
    this.#endedIds.add(key, stream.kind);
    this.#ended.push(endStream(stream, why, this.#folder, this.#budget, nowMs));
  }

  /** The largest of the small contents becomes a file when all together are too large for memory. */
  #boundMemory(): void {
    let held = 0;
    let largest: OpenStream | null = null;
    for (const stream of this.#open.values()) {
      held += stream.content.held;
      if (stream.content.held > (largest?.content.held ?? 0)) largest = stream;
    }
    if (held > MOST_HELD_BYTES) largest?.content.moveToFile();
  }
}

function keyOf({ identity, sid, stream }: StreamOwner): string {
  return `${sid ?? identity ?? ''}\n${stream}`;
}

function placed(placement: Placement, content: Buffer): string {
  switch (placement.where) {
    case 'line':
      return `,${payloadMember(content, isUtf8(content))}`;
    case 'file': {
      const { file, offset, crc } = placement;
      return `,"file":${text(file)},"offset":${offset}${measured(content, crc)}`;
    }
    case 'nowhere':
      return `${measured(content, placement.crc)},"lost":"${placement.why}"`;
  }
}

function measured(content: Buffer, crc: number): string {
  return `,"length":${content.length},"contentCrc":"${crc.toString(16).padStart(8, '0')}"`;
}
