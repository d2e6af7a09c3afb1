/** All readable records of one lane, in the order of its segments. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { KnownRecord } from '../../../shared/records.ts';
import { NEWLINE, parseLine, type ForeignRecord } from '../lines.ts';
import { listSegments } from '../scan.ts';

const CHUNK_BYTES = 1024 * 1024;

/** @param folder That of the lane. Lines that cannot be read are left out: the scan has told of them. */
export async function* laneRecords(folder: string): AsyncGenerator<KnownRecord | ForeignRecord> {
  for (const file of await listSegments(folder)) {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(join(folder, file), {
      highWaterMark: CHUNK_BYTES,
    })) {
      const bytes = Buffer.concat([rest, chunk as Buffer]);
      let from = 0;
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
        const parsed = parseLine(bytes.subarray(from, at));
        from = at + 1;
        if (parsed.ok) yield parsed.record ?? parsed.foreign;
      }
      rest = Buffer.from(bytes.subarray(from));
    }
  }
}
