/** What the command line starts beside itself: plain Node here, Electron's utility processes in the app. */
import { forkChild } from '../engine/processes/child-port.ts';
import type { SpawnPing } from '../engine/ping/ping-room.ts';
import { forkCapture, type SpawnCapture } from '../engine/sessions/capture-process.ts';

export interface Children {
  readonly spawnCapture: SpawnCapture;
  readonly spawnPing: SpawnPing;
  /** The built recording worker, a thread. */
  readonly recordingWorker: URL;
  /** The built helper of exports, threads. */
  readonly exportHelper: URL;
}

/** The other entries of the build lie beside the CLI's. @param base import.meta.url of the built CLI. */
export function nodeChildren(base: string): Children {
  const ping = new URL('./ping.js', base);
  return {
    spawnCapture: forkCapture(new URL('./capture.js', base)),
    spawnPing: () => forkChild(ping),
    recordingWorker: new URL('./recording-worker.js', base),
    exportHelper: new URL('./export-helper.js', base),
  };
}
