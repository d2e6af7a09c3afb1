/** From a line back to the packet's bytes, by docs/data-format.md and not by the code that wrote it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { encodeAsServer } from '../../livekit/testing/packets.ts';
import type { Line } from './journal-bench.ts';

const base64 = z.string().transform((coded) => new Uint8Array(Buffer.from(coded, 'base64')));
const content = {
  text: z.string().optional(),
  base64: base64.optional(),
  file: z.string().optional(),
  offset: z.number().optional(),
  length: z.number().optional(),
};
const decimal = z
  .string()
  .transform((digits) => BigInt(digits))
  .optional();

const lineSchema = z.looseObject({
  ...content,
  identity: z.string().optional(),
  sid: z.string().optional(),
  sequence: z.number().default(0),
  topic: z.string().optional(),
  reliable: z.boolean().optional(),
  id: z.string().optional(),
  startTime: decimal,
  endTime: decimal,
  nonce: base64.optional(),
  destinations: z.array(z.string()).default([]),
  raw: base64.optional(),
  envelope: base64.optional(),
  contentAt: z.number().optional(),
  ciphertext: base64.optional(),
  head: base64.optional(),
});
type Fields = z.infer<typeof lineSchema>;

/** @param folder of the recording. @throws Error when the line does not hold its packet */
export function restore(line: Line, folder: string): Uint8Array {
  const { kind } = line;
  // Of other kinds these members have other types; the bytes stand in `raw`.
  const fields = lineSchema.parse(kind === 'data' ? line : bytesOf(line));
  if (fields.raw !== undefined) return fields.raw;
  if (fields.head !== undefined) return Buffer.concat([fields.head, contentOf(fields, folder)]);
  if (fields.envelope !== undefined && fields.contentAt !== undefined) {
    const { envelope, contentAt } = fields;
    const cut = fields.ciphertext ?? contentOf(fields, folder);
    return Buffer.concat([envelope.subarray(0, contentAt), cut, envelope.subarray(contentAt)]);
  }
  if (kind !== 'data') throw new Error(`nothing to restore a ${kind} from`);
  return encodeAsServer({
    kind: fields.reliable === false ? 1 : 0,
    ...{ identity: fields.identity, sid: fields.sid, sequence: fields.sequence },
    ...{ destinations: fields.destinations, topic: fields.topic, id: fields.id },
    ...{ startTime: fields.startTime, endTime: fields.endTime, nonce: fields.nonce },
    payload: contentOf(fields, folder),
  });
}

function bytesOf(line: Line): Record<string, unknown> {
  const names = ['raw', 'envelope', 'contentAt', 'ciphertext', 'head', ...Object.keys(content)];
  return Object.fromEntries(Object.entries(line).filter(([name]) => names.includes(name)));
}

function contentOf(fields: Fields, folder: string): Uint8Array {
  if (fields.file !== undefined) {
    const from = fields.offset ?? 0;
    return readFileSync(join(folder, fields.file)).subarray(from, from + (fields.length ?? 0));
  }
  if (fields.base64 !== undefined) return fields.base64;
  if (fields.text === undefined) throw new Error('neither text nor base64');
  return Buffer.from(fields.text, 'utf8');
}
