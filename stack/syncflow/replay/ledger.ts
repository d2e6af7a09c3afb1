/** Every exchange of the fixtures, and which of them were replayed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseLossless } from './lossless-json.ts';

const fileSchema = z.strictObject({
  source: z.string(),
  exchanges: z.array(z.looseObject({ case: z.string() })),
});

interface Entry {
  readonly file: string;
  readonly name: string;
  readonly exchange: unknown;
  taken: boolean;
}

export class Ledger {
  readonly #entries: readonly Entry[];

  /** Reads all JSON files of a folder. */
  constructor(folder: string) {
    this.#entries = readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => {
        const { exchanges } = fileSchema.parse(
          parseLossless(readFileSync(join(folder, name), 'utf8')),
        );
        return exchanges.map((exchange) => ({
          file: name.replace('.json', ''),
          name: exchange.case,
          exchange,
          taken: false,
        }));
      });
  }

  /** How many exchanges there are. */
  get size(): number {
    return this.#entries.length;
  }

  /** How many of them were taken. */
  get replayed(): number {
    return this.#entries.filter(({ taken }) => taken).length;
  }

  /** Names, `file: case`, of the exchanges that were never taken. */
  get untaken(): readonly string[] {
    return this.#entries.filter(({ taken }) => !taken).map(({ file, name }) => `${file}: ${name}`);
  }

  /** Names of those of one file. */
  untakenIn(file: string): readonly string[] {
    return this.#entries
      .filter((entry) => !entry.taken && entry.file === file)
      .map(({ name }) => name);
  }

  /** The exchange, which counts as replayed from now on. @throws Error when it was taken already */
  take<T>(file: string, name: string, schema: z.ZodType<T>): T {
    const entry = this.#entries.find((one) => one.file === file && one.name === name && !one.taken);
    if (entry === undefined) throw new Error(`no exchange "${name}" is left in ${file}.json`);
    entry.taken = true;
    return schema.parse(entry.exchange);
  }
}
