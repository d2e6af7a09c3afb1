/**
 * Ends the processes of this process when it dies, however it dies. A small shell waits on a pipe whose
 * other end only this process holds: when that end closes (exit, crash, kill -9), the shell kills the
 * process groups that were entered and not yet taken out. It runs in a session of its own, so that
 * Ctrl-C in the terminal does not reach it. What is left when the shell itself is killed together with
 * this process, reap.ts removes at the next start.
 */
import { spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Groups are kept as " 12  34 ": a space on each side of every one. */
const script = `
held=""
while read -r verb id; do
  case "$verb" in
    guard) held="$held $id " ;;
    release) case "$held" in *" $id "*) held="\${held%% $id *}\${held#* $id }" ;; esac ;;
  esac
done
for id in $held; do kill -s KILL -- "-$id" 2>/dev/null; done
`;

let pipe: Socket | null = null;

/** From now on the process group dies with this process. */
export function guardGroup(groupId: number): void {
  guardian().write(`guard ${groupId}\n`);
}

/** The group has ended, or may outlive this process. */
export function releaseGroup(groupId: number): void {
  guardian().write(`release ${groupId}\n`);
}

function guardian(): Socket {
  if (pipe !== null && !pipe.destroyed) return pipe;
  const shell = spawn('/bin/sh', ['-c', script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  if (!(shell.stdin instanceof Socket)) throw new Error('the guardian has no pipe');
  shell.unref();
  shell.stdin.unref();
  // Someone may end the shell; the registry still knows what this process owns.
  shell.stdin.on('error', () => undefined);
  pipe = shell.stdin;
  return pipe;
}
