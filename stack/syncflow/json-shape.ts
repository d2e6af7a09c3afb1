/**
 * Reads a JSON request body by a description of the Rust struct that SyncFlow reads it into, with
 * serde's order of errors: the first wrong thing in the text wins, a missing field is found at the end
 * of its object, unknown fields are ignored.
 */
import { assertNever } from '../../src/shared/assert-never.ts';
import { JsonReader } from './json-reader.ts';
import type { Scalar } from './json-reader.ts';

export type Shape =
  | { readonly kind: 'string' | 'boolean' | 'i32' }
  | { readonly kind: 'sequence'; readonly of: Shape }
  /** May be null or left out; both are read as null. */
  | { readonly kind: 'optional'; readonly of: Shape }
  | {
      readonly kind: 'struct';
      readonly name: string;
      readonly fields: Readonly<Record<string, Shape>>;
    };

/** @throws JsonSyntaxError with serde's text */
export function readJson(bytes: Uint8Array, shape: Shape): unknown {
  const reader = new JsonReader(bytes);
  const value = readShape(reader, shape);
  if (reader.peek() !== undefined) reader.failAtNext('trailing characters');
  return value;
}

function readShape(reader: JsonReader, shape: Shape): unknown {
  const next = reader.peek();
  switch (shape.kind) {
    case 'optional': {
      if (next !== 'n') return readShape(reader, shape.of);
      reader.scalar();
      return null;
    }
    case 'struct':
      return next === '{' ? readStruct(reader, shape) : wrongType(reader, `struct ${shape.name}`);
    case 'sequence':
      return next === '['
        ? readSequence(reader, () => readShape(reader, shape.of))
        : wrongType(reader, 'a sequence');
    case 'string':
    case 'boolean':
    case 'i32':
      return readScalar(reader, shape.kind);
    default:
      return assertNever(shape);
  }
}

function readScalar(reader: JsonReader, kind: 'string' | 'boolean' | 'i32'): unknown {
  const expected = { string: 'a string', boolean: 'a boolean', i32: 'i32' }[kind];
  const next = reader.peek();
  if (next === '{' || next === '[') return wrongType(reader, expected);
  const scalar = reader.scalar();
  if (kind === 'i32' && scalar.kind === 'integer') {
    if (BigInt.asIntN(32, scalar.value) === scalar.value) return Number(scalar.value);
    return reader.fail(`invalid value: ${describe(scalar)}, expected i32`);
  }
  if (scalar.kind === kind) return scalar.value;
  return reader.fail(`invalid type: ${describe(scalar)}, expected ${expected}`);
}

function wrongType(reader: JsonReader, expected: string): never {
  const next = reader.peek();
  if (next === '{') return reader.fail(`invalid type: map, expected ${expected}`);
  if (next === '[') return reader.fail(`invalid type: sequence, expected ${expected}`);
  return reader.fail(`invalid type: ${describe(reader.scalar())}, expected ${expected}`);
}

function describe(scalar: Scalar): string {
  switch (scalar.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return `boolean \`${scalar.value}\``;
    case 'integer':
      return `integer \`${scalar.value.toString()}\``;
    case 'float':
      return `floating point \`${Number.isInteger(scalar.value) ? scalar.value.toFixed(1) : scalar.value}\``;
    case 'string':
      return `string ${JSON.stringify(scalar.value)}`;
    default:
      return assertNever(scalar);
  }
}

function readStruct(reader: JsonReader, shape: Extract<Shape, { kind: 'struct' }>): unknown {
  const values = new Map<string, unknown>();
  readObject(reader, (key) => {
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (field === undefined) return undefined;
    if (values.has(key)) return reader.fail(`duplicate field \`${key}\``);
    return () => {
      values.set(key, readShape(reader, field));
    };
  });
  for (const [name, field] of Object.entries(shape.fields)) {
    if (values.has(name)) continue;
    if (field.kind !== 'optional') reader.fail(`missing field \`${name}\``);
    values.set(name, null);
  }
  return Object.fromEntries(values);
}

/** `visit` is asked for each key, before its colon is read; undefined: the value is skipped. */
function readObject(reader: JsonReader, visit: (key: string) => (() => void) | undefined): void {
  reader.take();
  for (let first = true; ; first = false) {
    let next = reader.peek();
    if (next === '}') break;
    if (!first) {
      if (next === undefined) reader.failAtNext('EOF while parsing an object');
      if (next !== ',') reader.failAtNext('expected `,` or `}`');
      reader.take();
      next = reader.peek();
      if (next === '}') reader.failAtNext('trailing comma');
      if (next === undefined) reader.failAtNext('EOF while parsing a value');
    }
    if (next === undefined) reader.failAtNext('EOF while parsing an object');
    if (next !== '"') reader.failAtNext('key must be a string');
    const readValue = visit(reader.string());
    const colon = reader.peek();
    if (colon === undefined) reader.failAtNext('EOF while parsing an object');
    if (colon !== ':') reader.failAtNext('expected `:`');
    reader.take();
    if (readValue === undefined) skipValue(reader);
    else readValue();
  }
  reader.take();
}

function readSequence(reader: JsonReader, readItem: () => unknown): unknown[] {
  const items: unknown[] = [];
  reader.take();
  for (let first = true; ; first = false) {
    const next = reader.peek();
    if (next === ']') break;
    if (next === undefined) reader.failAtNext('EOF while parsing a list');
    if (!first) {
      if (next !== ',') reader.failAtNext('expected `,` or `]`');
      reader.take();
      if (reader.peek() === ']') reader.failAtNext('trailing comma');
    }
    items.push(readItem());
  }
  reader.take();
  return items;
}

function skipValue(reader: JsonReader): void {
  const next = reader.peek();
  if (next === '{') readObject(reader, () => undefined);
  else if (next === '[')
    readSequence(reader, () => {
      skipValue(reader);
    });
  else reader.scalar();
}
