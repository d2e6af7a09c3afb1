/** What a recording holds, read by docs/data-format.md and not by the recorder's own reader. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const lineSchema = z.looseObject({
  kind: z.string(),
  /** Unix nanoseconds. */
  arrival: z.string().default('0'),
  metadata: z.string().optional(),
  recorderIdentity: z.string().optional(),
  sid: z.string().optional(),
  identity: z.string().optional(),
  topic: z.string().optional(),
  sequence: z.number().optional(),
  text: z.string().optional(),
  base64: z.string().optional(),
  reason: z.string().optional(),
  firstMissing: z.number().optional(),
  lastMissing: z.number().optional(),
});
export type JournalLine = z.infer<typeof lineSchema>;

/** All whole lines of all segments under a folder, in their order; also while they are written. */
export function journalLines(folder: string): JournalLine[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.jsonl'))
    .sort()
    .flatMap((path) => readFileSync(join(folder, path), 'utf8').split('\n').slice(0, -1))
    .map((line) => lineSchema.parse(JSON.parse(line)));
}

/** The process that writes there, by its lock. @param folder Of a recording, or of a lane in it. */
export function writerOf(folder: string): number {
  const lock: unknown = JSON.parse(readFileSync(join(folder, 'recording.lock'), 'utf8'));
  return z.object({ pid: z.number() }).parse(lock).pid;
}

export function payloadOf({ text, base64 }: JournalLine): Buffer {
  return base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64');
}
