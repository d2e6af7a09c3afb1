/** What an upload costs capture: a room is recorded alone, beside our upload, and beside s5cmd's. */
import { join } from 'node:path';
import { LiveKit } from '../../services/livekit.ts';
import { measureRecorder, type Measured } from '../capture/recorder.ts';
import type { BenchCase } from '../report.ts';

/** Sends something again and again. */
export interface Uploader {
  readonly megabytes: number;
  send(): Promise<void>;
}

interface Beside {
  readonly measured: Measured;
  /** Of the uploads that ended meanwhile; 0 without one. */
  readonly megabytesPerSecond: number;
}

const MAX_WRITTEN_MS = 10;
const MAX_SYNCED_MS = 600;

/** 5,000 messages of 200 B a second for so many seconds, three times. */
export async function besideCapture(
  folder: string,
  seconds: number,
  uploaders: { readonly ours: Uploader; readonly peer: Uploader },
): Promise<BenchCase> {
  const livekit = await LiveKit.create({ folder });
  try {
    await livekit.start();
    const load = { rooms: 1, rate: 5_000, size: 200, seconds };
    const beside = async (uploader: Uploader | null): Promise<Beside> => {
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
      const [measured, megabytesPerSecond] = await Promise.all([measuring, uploading()]);
      return { measured, megabytesPerSecond };
    };
    const alone = figuresOf(await beside(null));
    const ours = figuresOf(await beside(uploaders.ours));
    const peer = figuresOf(await beside(uploaders.peer));
    return {
      name: 'capture at 5,000 messages a second of 200 B beside an upload, and beside one of s5cmd',
      figures: {
        ...ours,
        writtenP99Alone: alone.writtenP99,
        syncedP99Alone: alone.syncedP99,
      },
      peer,
      ratio: ours.writtenP99 / peer.writtenP99,
      target: `nothing lost, written p99 ≤ ${MAX_WRITTEN_MS} ms, synced p99 ≤ ${MAX_SYNCED_MS} ms`,
      pass: ours.lost === 0 && ours.writtenP99 <= MAX_WRITTEN_MS && ours.syncedP99 <= MAX_SYNCED_MS,
    };
  } finally {
    await livekit.stop();
  }
}

function figuresOf({ measured, megabytesPerSecond }: Beside): {
  readonly perSecond: number;
  readonly lost: number;
  readonly writtenP99: number;
  readonly syncedP99: number;
  readonly megabytesPerSecond: number;
} {
  const { sent, recorded, latencyMs } = measured;
  return {
    perSecond: sent.perSecond,
    lost: sent.messages - recorded,
    writtenP99: latencyMs.writtenP99,
    syncedP99: latencyMs.syncedP99,
    megabytesPerSecond,
  };
}
