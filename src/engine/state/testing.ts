/** For tests only: throwaway folders, and child processes that can be killed without mercy. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A new empty folder under the system's temporary folder; `remove` deletes it. */
export function temporaryFolder(label: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), `recorder-${label}-`));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** A TypeScript program in its own process. */
export interface TestChild {
  readonly pid: number;
  /** Resolves with the next line that the child writes; rejects when it ends before. */
  line(): Promise<string>;
  /** Sends the signal and resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Resolves with the exit code (null: ended by a signal). */
  exited(): Promise<number | null>;
}

export function startChild(script: URL, args: readonly string[]): TestChild {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', 'tsx', script.pathname, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { stdout, pid } = child;
  if (stdout === null || pid === undefined) throw new Error('the child did not start');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      resolve(code);
    });
  });
  return {
    pid,
    line: async () => {
      const next = await lines.next();
      if (next.done === true) throw new Error('the child ended without a further line');
      return next.value;
    },
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
    exited: () => ended,
  };
}
