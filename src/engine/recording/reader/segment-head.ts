/** What the beginning of a segment says: its first record, and the version of its format. */
import { open } from 'node:fs/promises';
import { FORMAT_VERSION } from '../../../shared/layout.ts';

const HEAD_BYTES = 512;

export interface SegmentHead {
  /** Null when the first line cannot be read. */
  readonly firstRecord: number | null;
  readonly version: number;
}

/** @throws what the file system says */
export async function readSegmentHead(path: string): Promise<SegmentHead> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const text = head.toString('latin1', 0, bytesRead);
    const record = /^\{"record":(\d{1,15}),/.exec(text)?.[1];
    const version = /"kind":"segment","format":"syncflow-recording","version":(\d{1,9}),/.exec(
      text,
    );
    return {
      firstRecord: record === undefined ? null : Number(record),
      version: version === null ? FORMAT_VERSION : Number(version[1]),
    };
  } finally {
    await file.close();
  }
}
