/** How a segment begins: its file, and its first lines. */
import { join } from 'node:path';
import { FORMAT_NAME, FORMAT_VERSION, segmentFileName } from '../../shared/layout.ts';
import type { LaneName } from '../../shared/records.ts';
import type { JournalFiles } from './file-port.ts';
import type { OpenFiles } from './open-files.ts';
import { SegmentFile } from './segment-file.ts';

/** The segment that is being written. */
export interface Segment {
  readonly file: SegmentFile;
  readonly firstRecord: number;
  /** Monotonic, milliseconds. */
  readonly openedAtMs: number;
  /** Wall clock, nanoseconds. */
  readonly openedAt: bigint;
  /** It is the first after the disk had refused. */
  readonly afterTrouble: boolean;
  /** As far as a sync has confirmed it. */
  syncedSize: number;
}

/** The members of a segment's first record, as JSON. */
export function segmentHeader(
  recording: { readonly recordingId: string; readonly lane?: LaneName; readonly software: string },
  segment: number,
): string {
  const { recordingId, lane = 'a', software } = recording;
  const format = { kind: 'segment', format: FORMAT_NAME, version: FORMAT_VERSION };
  return JSON.stringify({ ...format, recordingId, segment, lane, software });
}

/**
 * Makes the file of a segment. The folder of a recording that goes on is made again when somebody
 * removed it, but not its parent: the mount point of a disk that was unplugged is not the place to go
 * on. Throws what the system says.
 */
export function createSegmentFile(
  folder: string,
  segment: number,
  files: JournalFiles,
  open: OpenFiles,
): SegmentFile {
  const path = join(folder, segmentFileName(segment));
  try {
    return new SegmentFile(path, files, open);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    files.makeFolder(folder);
    return new SegmentFile(path, files, open);
  }
}

/** Takes a segment back that holds nothing. False when the disk refuses even that. */
export function removeSegment(file: SegmentFile, files: JournalFiles): boolean {
  file.close();
  try {
    files.remove(file.path);
    return true;
  } catch {
    // Its folder may be gone as well; recovery ignores empty segments.
    return false;
  }
}

/** Cuts a segment back to what a sync has confirmed. False when the disk refuses that as well. */
export function cutToSynced({ file, syncedSize }: Segment): boolean {
  try {
    file.cutTo(syncedSize);
    return true;
  } catch {
    return false;
  }
}
