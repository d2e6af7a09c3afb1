import type { DiskTrouble } from './disk-trouble.ts';
import type { LineBuffer } from './line-buffer.ts';
import { membersOf } from './members.ts';
import type { Stamp } from './record-log-options.ts';
import { bodiesOf } from './written-lines.ts';

/**
 * Adds the lines that a new segment begins with: its header, what a failed sync has put in doubt, written
 * once more, and what is missing.
 * @param firstRecord The number of the header.
 * @returns How many of them were written before.
 */
export function addFirstLines(
  lines: LineBuffer,
  trouble: DiskTrouble,
  firstRecord: number,
  { header, at }: { readonly header: string; readonly at: Stamp },
): number {
  const add = (json: string): void => {
    lines.begin(firstRecord + lines.lines, at.wall, at.monotonic);
    lines.text(membersOf(json));
    lines.end(at.monotonic);
  };
  add(header);
  let again = 0;
  for (const { body, monotonic } of bodiesOf(trouble.rescued)) {
    lines.start(firstRecord + lines.lines);
    lines.text(body);
    lines.end(monotonic);
    again += 1;
  }
  for (const record of trouble.records(at.wall, again)) add(record);
  return again;
}
