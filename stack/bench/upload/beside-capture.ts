/** What an upload costs capture: a room is recorded alone, beside our upload, and beside s5cmd's. */
import { join } from 'node:path';
import { LiveKit } from '../../services/livekit.ts';
import type { Load } from '../capture/load.ts';
import { measureRecorder } from '../capture/recorder.ts';
import type { BenchCase } from '../report.ts';
import type { Target } from './uploaders.ts';
import { measureUploadingRecorder } from './uploading-recorder.ts';

/** Sends something again and again. */
export interface Uploader {
  readonly megabytes: number;
  send(): Promise<void>;
}

interface Plan {
  readonly seconds: number;
  /** Of the recording that ours sends meanwhile; 20 MB a second. */
  readonly earlierSeconds: number;
}

interface Figures extends Readonly<Record<string, number>> {
  readonly perSecond: number;
  readonly lost: number;
  readonly writtenP99: number;
  readonly syncedP99: number;
}

const MAX_WRITTEN_MS = 10;
const MAX_SYNCED_MS = 600;

/**
 * 5,000 messages of 200 B a second for so many seconds, three times. Ours is the recorder itself, which
 * sends an earlier recording meanwhile; s5cmd is a process beside a recorder that sends nothing.
 */
export async function besideCapture(
  folder: string,
  { seconds, earlierSeconds }: Plan,
  target: Target,
  peer: Uploader,
): Promise<BenchCase> {
  const livekit = await LiveKit.create({ folder });
  try {
    await livekit.start();
    const load = { rooms: 1, rate: 5_000, size: 200, seconds };
    const alone = await besidePeer(livekit, folder, load, null);
    const { sent, recorded, latencyMs, ...upload } = await measureUploadingRecorder(
      livekit,
      target,
      folder,
      load,
      earlierSeconds,
    );
    const ours = {
      ...{ perSecond: sent.perSecond, lost: sent.messages - recorded },
      ...latencyMs,
      ...upload,
    };
    const theirs = await besidePeer(livekit, folder, load, peer);
    return {
      name: 'capture at 5,000 messages a second of 200 B beside an upload, and beside one of s5cmd',
      figures: {
        ...ours,
        writtenP99Alone: alone.writtenP99,
        syncedP99Alone: alone.syncedP99,
      },
      peer: theirs,
      ratio: ours.writtenP99 / theirs.writtenP99,
      target: `nothing lost, written p99 ≤ ${MAX_WRITTEN_MS} ms, synced p99 ≤ ${MAX_SYNCED_MS} ms`,
      pass: ours.lost === 0 && ours.writtenP99 <= MAX_WRITTEN_MS && ours.syncedP99 <= MAX_SYNCED_MS,
    };
  } finally {
    await livekit.stop();
  }
}

/** @param uploader null: alone */
async function besidePeer(
  livekit: LiveKit,
  folder: string,
  load: Load,
  uploader: Uploader | null,
): Promise<Figures> {
  let recording = true;
  let megabytes = 0;
  const began = performance.now();
  const uploading = async (): Promise<number> => {
    while (recording && uploader !== null) {
      await uploader.send();
      megabytes += uploader.megabytes;
    }
    return (megabytes * 1000) / (performance.now() - began);
  };
  const measuring = measureRecorder(livekit, join(folder, 'capture'), load).finally(() => {
    recording = false;
  });
  const [{ sent, recorded, latencyMs }, megabytesPerSecond] = await Promise.all([
    measuring,
    uploading(),
  ]);
  return {
    perSecond: sent.perSecond,
    lost: sent.messages - recorded,
    writtenP99: latencyMs.writtenP99,
    syncedP99: latencyMs.syncedP99,
    megabytesPerSecond,
  };
}
