import { EventEmitter } from 'node:events';
import type { FfiEvent } from '@livekit/rtc-ffi-bindings';
import type { RtcNode } from './load.ts';

/** The client through which all rooms of a process hear from the native code. Private to rtc-node. */
export interface FfiPort {
  prependListener(name: 'ffi_event', listener: (event: FfiEvent) => void): unknown;
  off(name: 'ffi_event', listener: (event: FfiEvent) => void): unknown;
  emit(name: 'ffi_event', event: FfiEvent): boolean;
  /** Copies bytes of the native side; only while the event that named them is being handled. */
  copyBuffer(pointer: bigint, length: number): Uint8Array;
}

/** The version that rtc-node tells the server; package.json has the same (own test). */
export const RTC_NODE_VERSION = '1.1.0';

/** Null where this version keeps its client elsewhere. It is there once a room connects. */
export function findFfi(): FfiPort | null {
  const candidate: unknown = Reflect.get(globalThis, '_ffiClientInstance');
  return isFfiPort(candidate) ? candidate : null;
}

function isFfiPort(value: unknown): value is FfiPort {
  if (!(value instanceof EventEmitter)) return false;
  return 'copyBuffer' in value && typeof value.copyBuffer === 'function';
}

const quiet = new WeakSet<FfiPort>();

/**
 * Stops libwebrtc's log from coming as events: it holds dumps of packets with their payloads, and costs a
 * quarter of the CPU (livekit-capture.md §7).
 */
export function silence(ffi: FfiPort, { bindings }: RtcNode): void {
  if (quiet.has(ffi)) return;
  quiet.add(ffi);
  const { FfiEvent: Event } = bindings;
  bindings.livekitInitialize(
    (data) => {
      ffi.emit('ffi_event', Event.fromBinary(data));
    },
    false,
    RTC_NODE_VERSION,
  );
}
