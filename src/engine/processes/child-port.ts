/** The port to a child process, and its implementation for plain Node. Electron's main has its own. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ChildPort<Order extends object> {
  readonly pid: number | undefined;
  send(message: Order): void;
  /** Unchecked messages, as they came. */
  onMessage(handler: (message: unknown) => void): void;
  /** Called once, whatever ended it. */
  onExit(handler: (why: string) => void): void;
  /** At once, whatever it is doing. */
  kill(): void;
}

/** @param entry The built child. @param execArgv Options of its Node. */
export function forkChild<Order extends object>(
  entry: URL,
  execArgv: readonly string[] = [],
): ChildPort<Order> {
  const child = fork(fileURLToPath(entry), [], {
    // It says everything by messages; libraries in it must not write among the parent's own lines.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // The parent's options (an inspector port, a loader) are not the child's.
    execArgv: [...execArgv],
  });
  return {
    pid: child.pid,
    send: (message) => {
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (handler) => {
      child.on('message', handler);
    },
    onExit: (handler) => {
      let told = false;
      const once = (why: string): void => {
        if (told) return;
        told = true;
        handler(why);
      };
      child.on('exit', (code, signal) => {
        once(signal ?? `exit code ${String(code)}`);
      });
      child.on('error', (error) => {
        once(error.message);
      });
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
