import { inflateRawSync } from 'node:zlib';

/** What one content may become in memory. */
export const INFLATE_LIMIT = 64 * 1024 * 1024;

export type Inflated =
  | { readonly ok: true; readonly bytes: Buffer }
  /** `failed`: no whole raw deflate stream. */
  | { readonly ok: false; readonly why: 'failed' | 'too-large' };

/** Raw deflate, as LiveKit's streams and calls use it (livekit-wire.md §4). Never throws. */
export function inflateContent(bytes: Uint8Array, limit = INFLATE_LIMIT): Inflated {
  try {
    return { ok: true, bytes: inflateRawSync(bytes, { maxOutputLength: limit }) };
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    return { ok: false, why: tooLarge ? 'too-large' : 'failed' };
  }
}
