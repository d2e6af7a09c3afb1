import { readdirSync, readFileSync } from 'node:fs';

/** The command line of every process on this machine, its arguments parted by blanks. Linux only. */
export function commandLines(): { readonly pid: string; readonly line: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
        return [{ pid, line }];
      } catch {
        // It has ended.
        return [];
      }
    });
}
