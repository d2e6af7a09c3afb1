import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const MIB = 1024 * 1024;

/** One file of so many MiB, which differ from each other. */
export async function writeLargeFile(folder: string, mebibytes: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const block = randomBytes(MIB);
  const file = await open(join(folder, 'large.bin'), 'w');
  for (let number = 0; number < mebibytes; number += 1) {
    block.writeUInt32BE(number, 0);
    await file.write(block);
  }
  await file.close();
}

/** Small files, each with another content. */
export async function writeSmallFiles(folder: string, count: number, size: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < count; number += 1) {
    await writeFile(join(folder, `small-${number}.bin`), randomBytes(size));
  }
}
