/** A first manifest out of the segments alone, for a recording whose own is lost. */
import { basename } from 'node:path';
import type { RecordingLane } from '../lanes/recording-lanes.ts';
import { firstManifest, type Manifest } from '../manifest.ts';
import { LaneReader } from '../reader/lane-reader.ts';

const UUID_AT_END = /_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The id that a recording's folder is named by; null when it is no such folder. */
export function recordingIdOf(folder: string): string | null {
  return UUID_AT_END.exec(basename(folder))?.[1] ?? null;
}

/** Project, server and the machine that recorded stand in no segment: they stay unknown. */
export async function rebuildManifest(
  folder: string,
  lanes: readonly RecordingLane[],
): Promise<Manifest> {
  const segments = lanes.flatMap(({ scan }) => scan.segments);
  const recordingId = segments.find((one) => one.recordingId !== null)?.recordingId;
  const first = segments.find(({ firstArrival }) => firstArrival !== null)?.firstArrival ?? '0';
  let session: Manifest['session'] = null;
  let room = basename(folder);
  const [lane] = lanes;
  const reader =
    lane === undefined ? [] : new LaneReader(lane.folder).read({ kinds: ['session', 'room'] });
  for await (const record of reader) {
    const { kind, sessionId, name, startedAt, comments }: Record<string, unknown> = record;
    if (kind === 'room' && typeof name === 'string') room = name;
    if (kind !== 'session' || typeof sessionId !== 'string') continue;
    session = {
      id: sessionId,
      name: typeof name === 'string' ? name : '',
      startedAt: typeof startedAt === 'number' ? startedAt : null,
      comments: typeof comments === 'string' ? comments : '',
    };
  }
  return firstManifest({
    recordingId: recordingId ?? recordingIdOf(folder) ?? basename(folder),
    software: { name: 'syncflow-recorder', version: 'rebuilt from the segments' },
    project: null,
    session,
    roomName: room,
    livekitUrl: null,
    startedAt: new Date(Number(BigInt(first) / 1_000_000n)),
  });
}
