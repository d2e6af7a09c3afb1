import { readText, sameBytes, type Span } from './spans.ts';

/** Where the members of a UserPacket stand. */
export interface UserSpans {
  sid?: Span;
  identity?: Span;
  payload?: Span;
  topic?: Span;
  id?: Span;
  nonce?: Span;
  startTime?: bigint;
  endTime?: bigint;
  readonly destinations: Span[];
}

/**
 * What a DataPacket says. Strings are decoded when they are asked for; optional members are undefined
 * when the packet does not have them (an empty topic that was set is '').
 */
export class ScannedPacket {
  readonly bytes: Uint8Array;
  /** Field number of the value (`describeOneof` names it), 2 for user data, 0 for none. */
  value = 0;
  /** 0 reliable, 1 lossy, as the server wrote it. */
  kind = 0;
  /** 0: none (lossy, sent by the server, old SDK). */
  sequence = 0;
  /** Only for user data: encoding the members of a `data` record again gives exactly these bytes. */
  canonical = true;
  identitySpan: Span | undefined;
  sidSpan: Span | undefined;
  user: UserSpans | undefined;
  readonly destinationSpans: Span[] = [];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get identity(): string | undefined {
    return readText(this.bytes, this.identitySpan);
  }

  get sid(): string | undefined {
    return readText(this.bytes, this.sidSpan);
  }

  get topic(): string | undefined {
    return readText(this.bytes, this.user?.topic);
  }

  /** UserPacket.id. */
  get id(): string | undefined {
    return readText(this.bytes, this.user?.id);
  }

  get startTime(): bigint | undefined {
    return this.user?.startTime;
  }

  get endTime(): bigint | undefined {
    return this.user?.endTime;
  }

  /** A view, not a copy. */
  get nonce(): Uint8Array | undefined {
    const nonce = this.user?.nonce;
    return nonce === undefined ? undefined : this.bytes.subarray(nonce.start, nonce.end);
  }

  /** To whom it was addressed; empty for everyone. */
  get destinations(): string[] {
    return this.destinationSpans.map((one) => readText(this.bytes, one) ?? '');
  }

  /** Where the payload of user data begins in `bytes`. */
  get payloadOffset(): number {
    return this.user?.payload?.start ?? 0;
  }

  /** Size of the payload of user data, in bytes. */
  get payloadLength(): number {
    const payload = this.user?.payload;
    return payload === undefined ? 0 : payload.end - payload.start;
  }

  /** The payload of user data: a view, not a copy. */
  get payload(): Uint8Array {
    return this.bytes.subarray(this.payloadOffset, this.payloadOffset + this.payloadLength);
  }
}

/** Whether the deprecated members inside the UserPacket say what the server's copies of the outer ones say. */
export function echoesOuter(packet: ScannedPacket): boolean {
  const { bytes, user, destinationSpans } = packet;
  if (user === undefined) return false;
  const sid = packet.identitySpan === undefined ? undefined : packet.sidSpan;
  if (!sameBytes(bytes, user.identity, packet.identitySpan)) return false;
  if (!sameBytes(bytes, user.sid, sid)) return false;
  if (user.destinations.length !== destinationSpans.length) return false;
  return destinationSpans.every((one, index) => sameBytes(bytes, one, user.destinations[index]));
}
