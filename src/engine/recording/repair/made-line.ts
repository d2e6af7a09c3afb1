import { crc32 } from 'node:zlib';

/** A line with its newline, from members in the order of docs/data-format.md, without `crc`. */
export function madeLine(members: Readonly<Record<string, unknown>>): string {
  const open = JSON.stringify(members).slice(0, -1);
  return `${open},"crc":"${crc32(open).toString(16).padStart(8, '0')}"}\n`;
}
