/** Datagrams in a stream of bytes: two bytes of length, big endian, then the datagram (RFC 4571). */

const HEAD_BYTES = 2;

/** @param datagram at most 65,535 bytes */
export function frame(datagram: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(HEAD_BYTES + datagram.length);
  framed.writeUInt16BE(datagram.length);
  framed.set(datagram, HEAD_BYTES);
  return framed;
}

/** Takes the stream in pieces of any size and hands out its datagrams, each a copy or a view of a piece. */
export class Framer {
  readonly #onDatagram: (datagram: Buffer) => void;
  /** The beginning of a datagram whose end has not come. At most 65,537 bytes and one piece. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(onDatagram: (datagram: Buffer) => void) {
    this.#onDatagram = onDatagram;
  }

  push(piece: Buffer): void {
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    let at = 0;
    while (at + HEAD_BYTES <= bytes.length) {
      const end = at + HEAD_BYTES + bytes.readUInt16BE(at);
      if (end > bytes.length) break;
      if (end > at + HEAD_BYTES) this.#onDatagram(bytes.subarray(at + HEAD_BYTES, end));
      at = end;
    }
    this.#rest = bytes.subarray(at);
  }
}
