/**
 * The same bytes as a Buffer, not a copy. What is made for each packet are plain views (`ring.ts`); this is
 * for what comes seldom and needs a Buffer's methods.
 */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
