/** Damage that knows protobuf: fields doubled, dropped, moved, put in; numbers changed or written long. */
import type { Mutator } from './mutator.ts';

const USER = 2;

/** The same bytes with up to three of its fields changed; bytes that are no message come back as they are. */
export function changeFields(bytes: Uint8Array, mutator: Mutator): Uint8Array {
  let fields = split(bytes);
  if (fields === null || fields.length === 0) return bytes;
  for (let rounds = 1 + mutator.below(3); rounds > 0; rounds -= 1) fields = once(fields, mutator);
  return Uint8Array.from(fields.flatMap((field) => [...field]));
}

function once(fields: readonly Uint8Array[], mutator: Mutator): Uint8Array[] {
  const place = mutator.below(fields.length);
  const field = fields[place] ?? new Uint8Array();
  const others = fields.filter((_, index) => index !== place);
  const elsewhere = mutator.below(others.length + 1);
  switch (mutator.below(6)) {
    case 0:
      return others;
    case 1:
      return [...others.slice(0, elsewhere), field, ...others.slice(elsewhere)];
    case 2:
      return [...fields.slice(0, elsewhere), field, ...fields.slice(elsewhere)];
    case 3: {
      const [tag, value] = [mutator.below(20) * 8, mutator.below(4)];
      // The second is longer than it has to be.
      const fresh = mutator.chance(0.5) ? [tag & 0x7f, value] : [tag & 0x7f, value | 0x80, 0];
      return [...fields.slice(0, place), Uint8Array.from(fresh), ...fields.slice(place)];
    }
    default:
      return fields.map((one, index) => (index === place ? within(one, mutator) : one));
  }
}

/** Another number, the same written longer, or the fields of the user data changed. */
function within(field: Uint8Array, mutator: Mutator): Uint8Array {
  const [tag = 0, next = 0] = field;
  // A length may be written long as well as a number.
  const long = tag < 0x80 && next < 0x80 && mutator.chance(0.3);
  if (long) return Uint8Array.from([tag, next | 0x80, 0, ...field.slice(2)]);
  if ((tag & 7) === 0) return Uint8Array.from([tag, mutator.below(4)]);
  if (tag >> 3 !== USER || next >= 0x80) return field;
  const content = changeFields(field.subarray(2), mutator);
  return content.length < 0x80 ? Uint8Array.from([tag, content.length, ...content]) : field;
}

/** Null where it is no message of small fields. */
function split(bytes: Uint8Array): Uint8Array[] | null {
  const fields: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const tagEnd = end(bytes, at);
    const type = (bytes[at] ?? 0) & 7;
    const valueEnd = end(bytes, tagEnd);
    const length = bytes[tagEnd] ?? 0;
    if ((type !== 0 && type !== 2) || (type === 2 && length >= 0x80)) return null;
    const next = type === 0 ? valueEnd : valueEnd + length;
    if (next > bytes.length) return null;
    fields.push(bytes.slice(at, next));
    at = next;
  }
  return fields;
}

/** Where the number that begins at `at` is over. */
function end(bytes: Uint8Array, at: number): number {
  let place = at;
  while ((bytes[place] ?? 0) >= 0x80) place += 1;
  return place + 1;
}
