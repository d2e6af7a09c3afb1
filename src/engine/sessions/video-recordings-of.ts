/** SyncFlow's own recordings in its answer about a session (session-get.json). */
import { decimal } from '../../shared/records.ts';
import type { VideoRecording } from '../recording/manifest.ts';
import type { SyncflowSession } from '../syncflow/schemas.ts';

export function videoRecordingsOf(session: SyncflowSession): VideoRecording[] {
  const tracks = new Map(
    (session.participants ?? []).flatMap(({ identity, tracks: own }) =>
      (own ?? []).map(({ sid, kind, source }) => [sid, { identity, source: source || kind }]),
    ),
  );
  return (session.recordings ?? [])
    .filter(({ startedAt }) => decimal.safeParse(startedAt).success && startedAt !== '0')
    .map(({ egressId, trackId, startedAt, status, destination }) => ({
      egressId,
      trackId,
      startedAt,
      status,
      destination,
      identity: tracks.get(trackId)?.identity ?? null,
      track: tracks.get(trackId)?.source ?? null,
    }));
}
