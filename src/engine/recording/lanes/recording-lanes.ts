/** The lanes of a recording as they are on disk: one, or two when redundant capture was on. */
import { existsSync } from 'node:fs';
import type { LaneName } from '../../../shared/records.ts';
import { refuseIfWritten } from '../recording-lock.ts';
import { setTornTailsAside } from '../recover.ts';
import { scanRecording, type RecordingScan, type ScanOptions } from '../scan.ts';
import { laneFolder } from './lane-folder.ts';

export interface RecordingLane {
  readonly lane: LaneName;
  /** Where its segments lie. */
  readonly folder: string;
  readonly scan: RecordingScan;
}

/** Lane a, and lane b when there is a folder for it: then a second recorder was wanted. */
function lanesOf(folder: string): LaneName[] {
  return existsSync(laneFolder(folder, 'b')) ? ['a', 'b'] : ['a'];
}

/** @param folder That of the recording. */
export async function scanLanes(
  folder: string,
  options: ScanOptions = {},
): Promise<RecordingLane[]> {
  const lanes: RecordingLane[] = [];
  for (const lane of lanesOf(folder)) {
    const path = laneFolder(folder, lane);
    lanes.push({ lane, folder: path, scan: await scanRecording(path, options) });
  }
  return lanes;
}

/** @throws RecorderError `recording-locked` while something still writes one of the lanes */
export function refuseIfLanesWritten(folder: string): void {
  for (const lane of lanesOf(folder)) refuseIfWritten(laneFolder(folder, lane));
}

/** The lanes without torn tails: those are set aside, each in its lane. Indexes are left. */
export async function recoverLanes(folder: string): Promise<RecordingLane[]> {
  const lanes = await scanLanes(folder, { index: true });
  return Promise.all(lanes.map(withoutTornTails));
}

async function withoutTornTails(lane: RecordingLane): Promise<RecordingLane> {
  const torn = await setTornTailsAside(lane.folder, lane.scan);
  return torn.length === 0 ? lane : scanAgain(lane);
}

/** The lane as it is now. */
export async function scanAgain({ lane, folder }: RecordingLane): Promise<RecordingLane> {
  return { lane, folder, scan: await scanRecording(folder, { index: true }) };
}
