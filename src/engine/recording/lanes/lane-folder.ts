/** Where a lane of a recording lies. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LANE_B_FOLDER } from '../../../shared/layout.ts';
import type { LaneName } from '../../../shared/records.ts';
import { syncFolder } from '../durable-write.ts';

/** Lane a lies in the recording's folder itself. */
export function laneFolder(folder: string, lane: LaneName): string {
  return lane === 'a' ? folder : join(folder, LANE_B_FOLDER);
}

/** A file of a lane as a path relative to the recording's folder, `/` as separator. */
export function lanePath(lane: LaneName, file: string): string {
  return lane === 'a' ? file : `${LANE_B_FOLDER}/${file}`;
}

/**
 * Makes the lane's folder, durably. An empty one is left where it is: it says that a second recorder
 * was wanted.
 */
export async function makeLaneFolder(folder: string, lane: LaneName): Promise<string> {
  const path = laneFolder(folder, lane);
  if (lane === 'a') return path;
  const made = await mkdir(path, { recursive: true, mode: 0o700 });
  if (made !== undefined) await syncFolder(folder);
  return path;
}
