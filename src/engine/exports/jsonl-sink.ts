/** Records as JSON Lines: as `syncflow-recorder read --json` prints them. */
import type { ExportRow } from './export-row.ts';
import type { OutputFile } from './output-file.ts';
import type { RowSink } from './read-rows.ts';

const NEWLINE = 0x0a;
const LANE_A = Buffer.from('{"lane":"a",');

export class JsonlSink implements RowSink {
  readonly #out: OutputFile;

  constructor(out: OutputFile) {
    this.#out = out;
  }

  row({ lane, source, bytes, lineStart, lineEnd }: ExportRow): void {
    const out = this.#out.bytes;
    if (source === null) {
      out.all(LANE_A);
      out.copy(bytes, lineStart + 1, lineEnd);
    } else out.text(JSON.stringify({ lane, ...source }));
    out.byte(NEWLINE);
  }

  async drain(): Promise<void> {
    await this.#out.drain();
  }
}
