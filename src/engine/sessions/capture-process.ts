/** The port to a capture child. */
import type { ToCapture } from '../../shared/capture-protocol.ts';
import { forkChild, type ChildPort } from '../processes/child-port.ts';

export type CaptureProcess = ChildPort<ToCapture>;
export type SpawnCapture = () => CaptureProcess;

/** An option that Node does not know keeps it from starting; V8 has both in all up to this one. */
const NEWEST_NODE = 24;

/**
 * How V8 keeps the child's memory. Every packet comes in a buffer of its own, soon garbage: with V8's own
 * settings, made for a heap that it has shrunk in a quiet moment, 3 MB of them a second had the whole heap
 * collected every three to seven seconds, 12 to 56 ms each time, with helper threads besides (measured,
 * docs/performance.md). With 64 MB to begin with, and no shrinking, only the young are collected.
 * @param nodeMajor of the Node that will run the child
 */
export function captureHeapOptions(nodeMajor: number): string[] {
  return nodeMajor > NEWEST_NODE ? [] : ['--initial-heap-size=64', '--no-memory-reducer'];
}

/**
 * In plain Node. Electron's utility processes take no such options of V8 (33.2: ignored).
 * @param entry The built capture child. @param execArgv Further options of its Node.
 */
export function forkCapture(entry: URL, execArgv: readonly string[] = []): SpawnCapture {
  const major = Number.parseInt(process.versions.node, 10);
  return () => forkChild(entry, [...captureHeapOptions(major), ...execArgv]);
}
