/** The moment that cues and events are counted from. */
import { RecorderError } from '../../shared/errors.ts';
import type { Manifest, VideoRecording } from '../recording/manifest.ts';

export type ExportStart =
  /** When SyncFlow says that the session began; where it does not say, as `recording`. */
  | { readonly at: 'session' }
  /** When the recorder began. */
  | { readonly at: 'recording' }
  /** When one of SyncFlow's own recordings of sound or picture began; without an id the first one. */
  | { readonly at: 'video'; readonly egressId: string | null }
  /** Nanoseconds since 1970, by the recording computer's clock. */
  | { readonly at: 'time'; readonly nanoseconds: bigint };

/**
 * In nanoseconds since 1970 by the recording computer's clock, which gives `arrival`.
 * @throws RecorderError export-no-start
 */
export function startOf(manifest: Manifest, start: ExportStart): bigint {
  switch (start.at) {
    case 'session': {
      const seconds = manifest.session?.startedAt ?? null;
      return seconds === null ? recordingStart(manifest) : BigInt(Math.round(seconds * 1e9));
    }
    case 'recording':
      return recordingStart(manifest);
    case 'video':
      return videoStart(manifest, start.egressId);
    case 'time':
      return start.nanoseconds;
  }
}

function recordingStart({ startedAt }: Manifest): bigint {
  return BigInt(Date.parse(startedAt)) * 1_000_000n;
}

/** The video's time is that of the LiveKit server: `arrival` + offset (docs/data-format.md, `clock`). */
function videoStart({ videoRecordings, clock }: Manifest, egressId: string | null): bigint {
  const known = (videoRecordings ?? []).filter((video) => video.startedAt !== '0');
  const wanted = egressId === null ? known : known.filter((video) => video.egressId === egressId);
  const first = wanted.reduce<VideoRecording | null>(earlier, null);
  if (first === null) {
    const which = egressId === null ? '' : ` with the id ${egressId}`;
    throw new RecorderError('export-no-start', `the recording names no video${which}`);
  }
  return BigInt(first.startedAt) - BigInt(clock?.livekit?.best.offset ?? '0');
}

function earlier(known: VideoRecording | null, other: VideoRecording): VideoRecording {
  if (known === null) return other;
  return BigInt(other.startedAt) < BigInt(known.startedAt) ? other : known;
}
