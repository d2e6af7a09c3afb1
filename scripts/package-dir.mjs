#!/usr/bin/env node
/**
 * `npm run package:dir [-- FOLDER]`: the packaged app as a folder (default dist/), made offline from the
 * Electron that is here. Installers are made by the release workflow, which can fetch their tools.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureElectron } from './electron/runtime.mjs';
import { build, localProgram, runStep } from './steps.mjs';

const { dist, version } = await ensureElectron();
const output = process.argv[2] ?? 'dist';
process.exitCode = !(await build())
  ? 1
  : await runStep(localProgram('electron-builder'), [
      '--linux',
      'dir',
      '--publish',
      'never',
      `-c.electronDist=${dist}`,
      `-c.electronVersion=${version}`,
      `-c.directories.output=${output}`,
    ]);
// The fallback Electron's starter of unpacked apps; Electron's own packaging leaves it out as well.
rmSync(join(output, 'linux-unpacked', 'resources', 'default_app.asar'), { force: true });
