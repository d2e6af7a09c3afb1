/** The other entries of the build lie beside the CLI's. */
export interface Entries {
  readonly capture: URL;
  readonly ping: URL;
  readonly recordingWorker: URL;
}

/** @param base import.meta.url of the built CLI. */
export function entriesBeside(base: string): Entries {
  return {
    capture: new URL('./capture.js', base),
    ping: new URL('./ping.js', base),
    recordingWorker: new URL('./recording-worker.js', base),
  };
}
