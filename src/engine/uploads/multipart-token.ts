import { z } from 'zod';
import type { UploadSource } from './destination.ts';

const tokenSchema = z.object({
  v: z.literal(1),
  uploadId: z.string().min(1),
  bucket: z.string(),
  key: z.string().min(1),
  size: z.number().int().positive(),
  sha256: z.string(),
  partSize: z.number().int().positive(),
  /** Number and ETag of parts that the store has taken; for stores that do not list them. */
  parts: z.array(z.tuple([z.number().int().positive(), z.string()])),
});
/** A multipart upload that was begun, as it stands in the ledger. */
export type MultipartToken = Readonly<z.infer<typeof tokenSchema>>;

/** Null: no token of ours, so that there is nothing to go on with. */
export function readToken(text: string | null): MultipartToken | null {
  if (text === null) return null;
  try {
    const parsed = tokenSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export function writeToken(token: MultipartToken): string {
  return JSON.stringify(token);
}

/** Whether the upload is one of exactly this content to this bucket; the key may be a spare one. */
export function fitsFile(token: MultipartToken, file: UploadSource, bucket: string): boolean {
  return token.bucket === bucket && token.size === file.size && token.sha256 === file.sha256;
}
