/**
 * What a ledger says of everything that is no plain message. stack/checker/things.py looks for a record of
 * that kind whose members are those of `expect`, and whose content has this hash; where it stands in
 * docs/data-format.md under the same names.
 */
import { createHash } from 'node:crypto';

type Expected = Readonly<Record<string, unknown>>;

/** Content that has to be found byte for byte. */
export interface SentContent {
  readonly size: number;
  readonly sha256: string;
}

export type SentThing =
  | { readonly kind: 'chat' | 'transcription' | 'dtmf' | 'rpc'; readonly expect: Expected }
  /** Content: of `encrypted` the ciphertext, of `data-track` the payload. */
  | ({ readonly kind: 'encrypted' | 'data-track'; readonly expect: Expected } & SentContent)
  /** Content as the sender gave it: before compression; of a partial stream what was sent. */
  | ({ readonly kind: 'text-stream' | 'byte-stream'; readonly expect: Expected } & SentContent)
  /** `contains`: base64 of bytes that have to stand in the packet. */
  | { readonly kind: 'unknown'; readonly expect: Expected; readonly contains: string }
  /** What the participant or the room has become. */
  | { readonly kind: 'participant' | 'room'; readonly expect: Expected };

export function contentOf(bytes: Uint8Array): SentContent {
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
