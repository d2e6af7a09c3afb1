/**
 * The fuses of electron-builder.yml, set by the packager and read back, each by itself. In the long form
 * only: e2e/package/packaged.ts reads those of the whole package.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { build, type Configuration } from 'electron-builder';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ensureElectron } from '../../scripts/electron-runtime.mjs';
import { makeThrowawayFolder, removeThrowawayFolder } from '../services/throwaway-folder.ts';

const isFull = process.env['RECORDER_TEST_FULL'] === '1';
let wire: Awaited<ReturnType<typeof getCurrentFuseWire>>;
const folder = makeThrowawayFolder();

afterAll(() => {
  removeThrowawayFolder(folder);
});

beforeAll(async () => {
  if (!isFull) return;
  const { dist, version } = await ensureElectron();
  const app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'main.js'), '// Nothing: its fuses are what counts.\n');
  const about = { name: 'tiny', version: '1.0.0', main: 'main.js', description: 'x', author: 'x' };
  writeFileSync(join(app, 'package.json'), JSON.stringify(about));
  const ours = parse(readFileSync('electron-builder.yml', 'utf8')) as Configuration;
  await build({
    projectDir: app,
    linux: ['dir'],
    publish: 'never',
    config: {
      asar: ours.asar ?? false,
      electronFuses: ours.electronFuses ?? null,
      electronDist: dist,
      electronVersion: version,
      npmRebuild: false,
      directories: { output: join(folder, 'dist') },
    },
  });
  wire = await getCurrentFuseWire(join(folder, 'dist', 'linux-unpacked', 'tiny'));
}, 120_000);

const off = '0'.charCodeAt(0);
const on = '1'.charCodeAt(0);

test.runIf(isFull).each([
  ['runs no plain Node (ELECTRON_RUN_AS_NODE)', FuseV1Options.RunAsNode, off],
  ['reads no NODE_OPTIONS', FuseV1Options.EnableNodeOptionsEnvironmentVariable, off],
  ['opens no inspector', FuseV1Options.EnableNodeCliInspectArguments, off],
  ['encrypts cookies', FuseV1Options.EnableCookieEncryption, on],
  ['checks its archive', FuseV1Options.EnableEmbeddedAsarIntegrityValidation, on],
  ['loads nothing but its archive', FuseV1Options.OnlyLoadAppFromAsar, on],
  [
    'gives file pages no more than other pages',
    FuseV1Options.GrantFileProtocolExtraPrivileges,
    off,
  ],
])('the packaged app %s', (_what, fuse, state) => {
  expect(wire[fuse]).toBe(state);
});
