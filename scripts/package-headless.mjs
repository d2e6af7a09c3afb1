#!/usr/bin/env node
/**
 * `npm run package:headless [-- FOLDER] [--built]`: the recorder without a window as an npm package (default
 * dist/syncflow-recorder-VERSION.tgz; `--built`: from what is built), with what it imports and nothing of Electron. Installed by
 * `npm install --global FILE`, it puts `syncflow-recorder` on the PATH.
 */
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runQuietly } from './run-quietly.mjs';
import { build } from './steps.mjs';

const ENTRIES = ['cli', 'capture', 'ping', 'journal-thread', 'recording-worker', 'export-helper'];
const IMPORTED = /(?:\bfrom\s*|\bimport\s*\(?\s*)"([^"\n]+)"/g;
/** Loaded by name at run time: the native half of rtc-node. */
const BY_NAME = ['@livekit/rtc-ffi-bindings'];

/** Files of the build that these need, and the packages that they import. */
function reachable(entries) {
  const files = new Set();
  const packages = new Set(BY_NAME);
  const visit = (file) => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(IMPORTED)) {
      if (name.startsWith('.')) visit(normalize(join(dirname(file), name)));
      else if (!name.startsWith('node:')) packages.add(packageOf(name));
    }
  };
  for (const entry of entries) visit(join('out', 'main', `${entry}.js`));
  return { files: [...files], packages };
}

function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const { values, positionals } = parseArgs({
  options: { built: { type: 'boolean' } },
  allowPositionals: true,
});
const output = resolve(positionals[0] ?? 'dist');
if (values.built !== true && !(await build())) process.exit(1);
const own = JSON.parse(readFileSync('package.json', 'utf8'));
const { files, packages } = reachable(ENTRIES);
const dependencies = Object.fromEntries(
  Object.entries(own.dependencies).filter(([name]) => packages.has(name)),
);
const staging = mkdtempSync(join(tmpdir(), 'recorder-headless-'));
try {
  for (const file of files) {
    mkdirSync(join(staging, dirname(file)), { recursive: true });
    copyFileSync(file, join(staging, file));
  }
  for (const name of ['LICENSE', 'README.md']) copyFileSync(name, join(staging, name));
  cpSync('docs', join(staging, 'docs'), {
    recursive: true,
    filter: (path) => !path.endsWith('screenshots'),
  });
  cpSync(join('resources', 'server'), join(staging, 'server'), { recursive: true });
  const { name, version, description, license, type, bin, engines } = own;
  writeFileSync(
    join(staging, 'package.json'),
    `${JSON.stringify({ name, version, description, license, type, bin, engines, dependencies }, null, 2)}\n`,
  );
  mkdirSync(output, { recursive: true });
  const packed = runQuietly('npm', ['pack', '--silent', '--pack-destination', output], {
    cwd: staging,
  });
  console.log(join(output, packed.trim()));
} finally {
  rmSync(staging, { recursive: true, force: true });
}
