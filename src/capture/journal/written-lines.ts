/** Lines as they were written, taken apart again as far as the journal itself needs it. */
const HEAD = '{"record":';
const CRC_TAIL_BYTES = ',"crc":"00000000"}'.length;
const NEWLINE = 0x0a;

const SEGMENT_HEADER = /^,"arrival":"\d+","monotonic":"\d+","kind":"segment"/;

/**
 * The members of each line between record number and checksum, to be numbered anew. The header of a
 * segment belongs to that segment alone and is left out.
 */
export function* bodiesOf(lines: Buffer): Generator<{ body: string; monotonic: bigint }> {
  let from = 0;
  for (let end = lines.indexOf(NEWLINE); end !== -1; end = lines.indexOf(NEWLINE, from)) {
    const line = lines.toString('utf8', from, end - CRC_TAIL_BYTES);
    const body = line.slice(line.indexOf(',', HEAD.length));
    if (!SEGMENT_HEADER.test(body)) yield { body, monotonic: stampOf(body, 'monotonic') };
    from = end + 1;
  }
}

/** The wall clock of the line that begins at that offset, nanoseconds. */
export function arrivalAt(lines: Buffer, offset: number): bigint {
  // Record number and arrival stand in the first 80 bytes of every line.
  return stampOf(lines.toString('latin1', offset, Math.min(lines.length, offset + 80)), 'arrival');
}

/** @param body As a line has it. Throws when it is no line of ours. */
function stampOf(body: string, name: 'arrival' | 'monotonic'): bigint {
  const digits = new RegExp(`"${name}":"(\\d+)"`).exec(body.slice(0, 120))?.[1];
  if (digits === undefined) throw new Error(`a line without ${name}`);
  return BigInt(digits);
}
