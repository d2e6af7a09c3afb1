/**
 * The line to the parent: Electron's utility process and child_process.fork differ only here.
 * Messages in are checked; a message that is not understood is a bug on our own side and throws.
 */
import type { z } from 'zod';

export interface ParentPort<Order, Report> {
  send(message: Report): void;
  onMessage(handler: (message: Order) => void): void;
  /** The parent is gone, whatever the reason. */
  onGone(handler: () => void): void;
}

interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', handler: (event: { data: unknown }) => void): void;
  on(event: 'close', handler: () => void): void;
}

/** Electron adds `parentPort` to `process` in a utility process; plain Node has none. */
function utilityPort(): UtilityPort | null {
  const candidate: unknown = Reflect.get(process, 'parentPort');
  return isUtilityPort(candidate) ? candidate : null;
}

function isUtilityPort(value: unknown): value is UtilityPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value && 'on' in value;
}

/** @param orders What the parent says. @param reports What it is told. */
export function openParentPort<Order, Report>(
  orders: z.ZodType<Order>,
  reports: z.ZodType<Report>,
): ParentPort<Order, Report> {
  const utility = utilityPort();
  if (utility !== null) {
    return {
      send: (message) => {
        utility.postMessage(reports.parse(message));
      },
      onMessage: (handler) => {
        utility.on('message', (event) => {
          handler(orders.parse(event.data));
        });
      },
      onGone: (handler) => {
        utility.on('close', handler);
        watchParent(handler);
      },
    };
  }
  return {
    send: (message) => {
      if (process.connected) process.send?.(message, undefined, {}, () => undefined);
    },
    onMessage: (handler) => {
      process.on('message', (message) => {
        handler(orders.parse(message));
      });
    },
    onGone: (handler) => {
      process.once('disconnect', handler);
      watchParent(handler);
    },
  };
}

/** A killed parent closes the channel, which may go unnoticed for a while: its pid tells as well. */
function watchParent(handler: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    handler();
  }, 500);
  timer.unref();
}
