/** `npm run bench -- NAME`: one bench by name; without a name lists them. */
import { benchCapture } from './bench/capture.ts';

const benches: Readonly<Record<string, () => Promise<boolean>>> = { capture: benchCapture };

const name = process.argv[2];
const bench = name === undefined ? undefined : benches[name];
if (bench === undefined) {
  console.error(`npm run bench -- ${Object.keys(benches).join(' | ')}`);
  process.exitCode = 2;
} else {
  process.exitCode = (await bench()) ? 0 : 1;
}
