/** `npm run bench -- NAME`: one bench by name; without a name lists them. */
import { benchCapture } from './bench/capture/bench.ts';
import { benchExport } from './bench/export.ts';
import { benchJournal } from './bench/journal.ts';
import { benchLedger } from './bench/ledger.ts';
import { benchUi } from './bench/ui/bench.ts';
import { benchUpload } from './bench/upload/bench.ts';

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<boolean>>> = {
  capture: benchCapture,
  export: benchExport,
  journal: benchJournal,
  ledger: benchLedger,
  ui: benchUi,
  upload: benchUpload,
};

const [name, ...args] = process.argv.slice(2);
const bench = name === undefined ? undefined : benches[name];
if (bench === undefined) {
  console.error(`npm run bench -- ${Object.keys(benches).join(' | ')}`);
  process.exitCode = 2;
} else {
  process.exitCode = (await bench(args)) ? 0 : 1;
}
