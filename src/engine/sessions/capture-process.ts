/** The port to a capture child. */
import type { ToCapture } from '../../shared/capture-protocol.ts';
import { forkChild, type ChildPort } from '../processes/child-port.ts';

export type CaptureProcess = ChildPort<ToCapture>;
export type SpawnCapture = () => CaptureProcess;

/** In plain Node. @param entry The built capture child. @param execArgv Options of its Node. */
export function forkCapture(entry: URL, execArgv: readonly string[] = []): SpawnCapture {
  return () => forkChild(entry, execArgv);
}
