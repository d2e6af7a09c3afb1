/** Who compresses pages. */
import { Bytes } from '../bytes.ts';
import { snappyCompress } from './snappy.ts';

/** Compresses bytes, which are the caller's again at once. */
export type Packer = (bytes: Buffer) => Buffer | Promise<Buffer>;

const packed = new Bytes();

/** In this thread. */
export const packHere: Packer = (bytes) => {
  packed.length = 0;
  snappyCompress(bytes, bytes.length, packed);
  return Buffer.from(packed.view());
};

/** Below it the way to another thread costs more than the work. */
const WORTH_BYTES = 32 * 1024;

/** Large pieces by another thread, small ones here. */
export function packElsewhere(elsewhere: Packer): Packer {
  return (bytes) => (bytes.length < WORTH_BYTES ? packHere(bytes) : elsewhere(bytes));
}
