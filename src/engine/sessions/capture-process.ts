/** The port to a capture child, and its implementation for plain Node. Electron's main has its own. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ToCapture } from '../../shared/capture-protocol.ts';

export interface CaptureProcess {
  readonly pid: number | undefined;
  send(message: ToCapture): void;
  /** Unchecked messages, as they came. */
  onMessage(handler: (message: unknown) => void): void;
  onExit(handler: (why: string) => void): void;
  kill(): void;
}

export type SpawnCapture = () => CaptureProcess;

/** @param entry The built capture child. @param execArgv Options of its Node. */
export function forkCapture(entry: URL, execArgv: readonly string[] = []): SpawnCapture {
  return () => {
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
  };
}
