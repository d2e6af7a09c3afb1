/** A child as an Electron utility process; `forkChild` of the engine does it in plain Node. */
import { utilityProcess } from 'electron';
import type { ChildPort } from '../../engine/processes/child-port.ts';
import type { Log } from '../../shared/log.ts';

/** @param entry Path of the built child. @param name What the system calls the process. */
export function utilityChild<Order extends object>(
  entry: string,
  name: string,
  log: Log,
): ChildPort<Order> {
  const child = utilityProcess.fork(entry, [], {
    serviceName: name,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let alive = true;
  child.on('exit', () => {
    alive = false;
  });
  // What native code prints before it aborts is the only trace of why.
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log.warn('a child process says', { name, text: text.slice(0, 2000) });
  });
  child.stdout?.resume();
  return {
    get pid() {
      return child.pid;
    },
    send: (message) => {
      if (alive) child.postMessage(message);
    },
    onMessage: (handler) => {
      child.on('message', (message: unknown) => {
        handler(message);
      });
    },
    onExit: (handler) => {
      child.once('exit', (code) => {
        handler(`exit code ${code}`);
      });
    },
    kill: () => {
      killHard(child.pid, () => child.kill());
    },
  };
}

/** UtilityProcess.kill asks politely (SIGTERM), which a hanging child would not hear. */
function killHard(pid: number | undefined, ask: () => void): void {
  if (pid === undefined) {
    ask();
    return;
  }
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
