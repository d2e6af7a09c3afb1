/** The first line of a CSV file, and what its cells are like. docs/exports.md. */
import { z } from 'zod';
import type { Bytes } from '../bytes.ts';
import { COMMA, csvCell, endRow } from './csv-cells.ts';

const COLUMNS: readonly string[] = [
  ...['index', 'arrival', 'arrival_ns', 'monotonic_ns', 'lane', 'record', 'kind', 'part'],
  ...['participant', 'sid', 'topic', 'reliable', 'sequence', 'encoding', 'payload'],
];
const BYTE_ORDER_MARK = '\uFEFF';

export const csvOptionsSchema = z.object({
  /** Whether cells that a spreadsheet would take for formulas get an apostrophe; begins with a byte order mark. */
  safe: z.boolean(),
  /** Paths of JSON payloads that are columns of their own, in order. */
  paths: z.array(z.string()).readonly(),
});
export type CsvOptions = z.infer<typeof csvOptionsSchema>;

export function appendHeads(out: Bytes, { safe, paths }: CsvOptions): void {
  if (safe) out.text(BYTE_ORDER_MARK);
  const names = [...COLUMNS, ...paths.map((path) => `payload.${path}`)];
  names.forEach((name, place) => {
    if (place > 0) out.byte(COMMA);
    out.all(csvCell(name, safe));
  });
  endRow(out);
}
