#!/usr/bin/env node
/**
 * `npm run icons`: draws resources/icon.svg and resources/tray/*.svg to the PNG files that windows, menus
 * and trays take. The drawn files are kept in the repository; run it after a change of an SVG file.
 * Needs a screen (`xvfb-run -a npm run icons` where there is none).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureElectron } from './electron/runtime.mjs';
import { runStep } from './steps.mjs';

/** Those of the freedesktop icon theme. */
const sizes = [16, 24, 32, 48, 64, 128, 256, 512];
const states = ['idle', 'recording', 'attention'];

const jobs = [
  { svg: 'resources/icon.svg', png: 'resources/icon.png', size: 512 },
  ...sizes.map((size) => ({
    ...{ svg: 'resources/icon.svg', size },
    png: `resources/icons/${size}x${size}.png`,
  })),
  ...states.flatMap((state) => [
    { svg: `resources/tray/${state}.svg`, png: `resources/tray/${state}.png`, size: 24 },
    { svg: `resources/tray/${state}.svg`, png: `resources/tray/${state}@2x.png`, size: 48 },
  ]),
];

const { executable } = await ensureElectron();
const folder = mkdtempSync(join(tmpdir(), 'recorder-icons-'));
try {
  const list = join(folder, 'jobs.json');
  writeFileSync(list, JSON.stringify(jobs));
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [...asRoot, `--user-data-dir=${join(folder, 'profile')}`];
  process.exitCode = await runStep(executable, [...args, 'scripts/electron/icons', list]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
