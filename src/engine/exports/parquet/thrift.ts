/** Thrift's compact protocol, as far as Parquet's metadata needs it: fields in ascending order. */
import type { Bytes } from '../bytes.ts';

const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;
const TRUE = 1;
const FALSE = 2;

/** One struct, written by the function that is given its fields. */
export type StructBody = (fields: Fields) => void;

export function writeStruct(out: Bytes, body: StructBody): void {
  body(new Fields(out));
  out.byte(0);
}

/** The fields of one struct. */
export class Fields {
  readonly #out: Bytes;
  #last = 0;

  constructor(out: Bytes) {
    this.#out = out;
  }

  i32(id: number, value: number): void {
    this.#header(id, I32);
    zigzag(this.#out, value);
  }

  /** @param value At most 2^53. */
  i64(id: number, value: number): void {
    this.#header(id, I64);
    zigzag(this.#out, value);
  }

  bool(id: number, value: boolean): void {
    this.#header(id, value ? TRUE : FALSE);
  }

  binary(id: number, value: Uint8Array): void {
    this.#header(id, BINARY);
    binary(this.#out, value);
  }

  text(id: number, value: string): void {
    this.binary(id, Buffer.from(value));
  }

  struct(id: number, body: StructBody): void {
    this.#header(id, STRUCT);
    writeStruct(this.#out, body);
  }

  structs(id: number, bodies: readonly StructBody[]): void {
    this.#list(id, bodies.length, STRUCT);
    for (const body of bodies) writeStruct(this.#out, body);
  }

  i32s(id: number, values: readonly number[]): void {
    this.#list(id, values.length, I32);
    for (const value of values) zigzag(this.#out, value);
  }

  texts(id: number, values: readonly string[]): void {
    this.#list(id, values.length, BINARY);
    for (const value of values) binary(this.#out, Buffer.from(value));
  }

  #list(id: number, length: number, type: number): void {
    this.#header(id, LIST);
    if (length < 15) this.#out.byte((length << 4) | type);
    else {
      this.#out.byte(0xf0 | type);
      varint(this.#out, length);
    }
  }

  #header(id: number, type: number): void {
    this.#out.byte(((id - this.#last) << 4) | type);
    this.#last = id;
  }
}

function binary(out: Bytes, value: Uint8Array): void {
  varint(out, value.length);
  out.all(value);
}

function zigzag(out: Bytes, value: number): void {
  varint(out, value < 0 ? -value * 2 - 1 : value * 2);
}

/** Seven bits a byte, the lowest first. @param value Not negative, at most 2^53. */
export function varint(out: Bytes, value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.byte((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.byte(rest);
}
