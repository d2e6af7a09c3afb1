import { readFileSync } from 'node:fs';

/**
 * The fields of a file `/proc/<pid>/stat` from the third on: `[0]` is the state. The name in the second
 * may hold spaces and ')'. Linux only.
 * @throws Error when the process is gone
 */
export function statFields(path: string): string[] {
  const stat = readFileSync(path, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
