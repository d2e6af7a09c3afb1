import nodeDataChannel from 'node-datachannel';

/**
 * The very last call of a process that has captured rooms, after all of them are stopped: without it the
 * process may stay for as long as the garbage collector takes to find connections that never opened
 * (measured, node-datachannel 0.33.4: 10 s and more). `process.exit` does as well.
 */
export function releaseNativeCode(): void {
  nodeDataChannel.cleanup();
}
