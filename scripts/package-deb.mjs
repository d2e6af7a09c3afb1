#!/usr/bin/env node
/**
 * `npm run package [-- FOLDER]`: the packaged app as a folder and as a Debian package (default dist/), with
 * dpkg-deb alone. The package puts the app under /opt, into the menu, and the command line on the PATH.
 * `--from FOLDER`: of a folder that `package:dir` made; `--version X`; `--fast`: not compressed, for tests.
 */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runQuietly } from './run-quietly.mjs';

const NAME = 'syncflow-recorder';
const APP = `/opt/${NAME}`;
/** What Electron links against; each name in Debian 12 and, after the bar, since Ubuntu 24.04. */
const DEPENDS = [
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libc6 (>= 2.31)',
  'libdrm2',
  'libgbm1',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libx11-6',
  'libxkbcommon0',
];

const { values, positionals } = parseArgs({
  options: {
    from: { type: 'string' },
    version: { type: 'string' },
    fast: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const own = JSON.parse(readFileSync('package.json', 'utf8'));
const version = values.version ?? own.version;
const output = resolve(positionals[0] ?? 'dist');
const unpacked = values.from ?? join(output, 'linux-unpacked');
if (values.from === undefined) runQuietly(process.execPath, ['scripts/package-dir.mjs', output]);

const staging = mkdtempSync(join(tmpdir(), 'recorder-deb-'));
try {
  chmodSync(staging, 0o755);
  fill(staging);
  mkdirSync(output, { recursive: true });
  const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const file = join(output, `${NAME}_${version}_${architecture}.deb`);
  writeFileSync(join(staging, 'DEBIAN', 'control'), control(architecture, sizeOf(staging)));
  const how = values.fast ? ['-Znone'] : ['-Zxz', '-z6'];
  runQuietly('dpkg-deb', ['--root-owner-group', ...how, '--build', staging, file]);
  console.log(file);
} finally {
  rmSync(staging, { recursive: true, force: true });
}

/** @param {string} root */
function fill(root) {
  const into = (path) => join(root, path);
  for (const folder of [
    ...['DEBIAN', 'opt', 'usr/bin', 'usr/share/applications'],
    ...['usr/share/icons/hicolor/scalable/apps', `usr/share/doc/${NAME}`],
  ]) {
    mkdirSync(into(folder), { recursive: true, mode: 0o755 });
  }
  cpSync(unpacked, into(APP), { recursive: true, verbatimSymlinks: true });
  // Chromium's sandbox for kernels that give ordinary users no namespaces.
  chmodSync(into(`${APP}/chrome-sandbox`), 0o4755);
  symlinkSync(`${APP}/${NAME}-app`, into(`usr/bin/${NAME}-app`));
  writeFileSync(into(`usr/bin/${NAME}`), commandLine(), { mode: 0o755 });
  writeFileSync(into(`usr/share/applications/${NAME}.desktop`), menuEntry());
  copyFileSync('resources/icon.svg', into(`usr/share/icons/hicolor/scalable/apps/${NAME}.svg`));
  for (const drawn of readdirSync('resources/icons')) {
    const folder = into(`usr/share/icons/hicolor/${drawn.replace('.png', '')}/apps`);
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    copyFileSync(`resources/icons/${drawn}`, join(folder, `${NAME}.png`));
  }
  copyFileSync('LICENSE', into(`usr/share/doc/${NAME}/copyright`));
}

/** The installed app runs the command line itself (src/main/cli-mode.ts): its fuses forbid plain Node. */
function commandLine() {
  return `#!/bin/sh
# The command line of SyncFlow Recorder. Root has no Chromium sandbox; no page is ever loaded here.
if [ "$(id -u)" = 0 ]; then set -- --no-sandbox --cli "$@"; else set -- --cli "$@"; fi
exec ${APP}/${NAME}-app --ozone-platform=headless --log-level=3 "$@"
`;
}

function menuEntry() {
  return `[Desktop Entry]
Type=Application
Name=SyncFlow Recorder
Comment=${own.description}
Exec=${APP}/${NAME}-app %U
Icon=${NAME}
Terminal=false
Categories=Science;Education;
StartupWMClass=SyncFlow Recorder
`;
}

/** @param {string} architecture @param {number} kilobytes */
function control(architecture, kilobytes) {
  return `Package: ${NAME}
Version: ${version}
Architecture: ${architecture}
Maintainer: SyncFlow Recorder <recorder@syncflow.invalid>
Installed-Size: ${kilobytes}
Depends: ${DEPENDS.join(', ')}
Recommends: gnome-keyring | kwalletmanager, xdg-utils
Section: science
Priority: optional
Description: ${own.description}
 Joins the rooms of SyncFlow sessions, writes every data packet to disk at
 once, uploads the recording, and says whether it is complete.
`;
}

/** @param {string} folder @returns {number} KiB */
function sizeOf(folder) {
  return Number(runQuietly('du', ['-sk', folder]).split('\t')[0]);
}
