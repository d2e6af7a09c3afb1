/**
 * Short texts that come again and again (identities, topics), found by their bytes, so that reading a
 * line makes no new string. Bounded: what does not fit any more is made anew each time.
 */
const MAX_ENTRIES = 4096;
const MAX_BYTES = 512;

interface Entry {
  readonly bytes: Buffer;
  readonly text: string;
  readonly next: Entry | null;
}

export class Interned {
  readonly #entries = new Map<number, Entry>();
  #count = 0;

  /** The JSON string whose inside lies at `start` to `end`. */
  text(bytes: Buffer, start: number, end: number): string {
    let hash = end - start;
    for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    const first = this.#entries.get(hash) ?? null;
    for (let entry = first; entry !== null; entry = entry.next) {
      if (isSame(entry.bytes, bytes, start, end)) return entry.text;
    }
    const text = unquoted(bytes, start, end);
    if (this.#count < MAX_ENTRIES && end - start <= MAX_BYTES) {
      this.#count += 1;
      const own = Buffer.from(bytes.subarray(start, end));
      this.#entries.set(hash, { bytes: own, text, next: first });
    }
    return text;
  }
}

function isSame(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let at = 0; at < known.length; at += 1) {
    if (known[at] !== bytes[start + at]) return false;
  }
  return true;
}

function unquoted(bytes: Buffer, start: number, end: number): string {
  const parsed: unknown = JSON.parse(bytes.toString('utf8', start - 1, end + 1));
  return String(parsed);
}
