import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { base64Bytes, writeBase64 } from './base64-bytes.ts';

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView =>
  new DataView(buffer, byteOffset, byteLength);

it('writes what Node writes, for every length and any part', () => {
  for (let length = 0; length < 300; length += 1) {
    const bytes = randomBytes(length + 5);
    const target = Buffer.alloc(base64Bytes(length) + 4, 0x21);
    const end = writeBase64(viewOf(target), 2, bytes, 3, 3 + length);
    expect(end).toBe(2 + base64Bytes(length));
    expect(target.toString('latin1')).toBe(`!!${bytes.toString('base64', 3, 3 + length)}!!`);
  }
});

it('knows every pair of bytes', () => {
  const bytes = Buffer.alloc(3 * 65_536);
  for (let value = 0; value < 65_536; value += 1) bytes.writeUInt16BE(value, 3 * value);
  for (let value = 0; value < 65_536; value += 1) bytes[3 * value + 2] = value & 0xff;
  const target = Buffer.alloc(base64Bytes(bytes.length));
  expect(writeBase64(viewOf(target), 0, bytes)).toBe(target.length);
  expect(target.toString('latin1')).toBe(bytes.toString('base64'));
});
