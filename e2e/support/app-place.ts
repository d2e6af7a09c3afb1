/**
 * Where the app is run from, and as whom: an ordinary user, so that Chromium's sandbox is on. Root hands
 * over to `nobody`, who must be able to read everything; what lies in a private folder is linked into a
 * readable one.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ensureElectron } from '../../scripts/electron-runtime.mjs';

export interface AppPlace {
  readonly electron: string;
  /** The folder with package.json and out/. */
  readonly app: string;
  /** Programs to start the app with: plain, and with a keyring of its own. */
  readonly starters: { readonly plain: string; readonly keyring: string };
  /** A program that starts another one as the app's user. */
  starterOf(executable: string): string;
  /** Where the tests put things that the app's user can read. */
  readonly folder: string;
  /** A new folder that the app's user owns. */
  makeHome(): string;
  /** Gives a file to the app's user. */
  give(path: string): void;
  remove(): void;
}

const isRoot = process.getuid?.() === 0;
const asNobody = ['--reuid=nobody', '--regid=nogroup', '--clear-groups', '--'];

/** @param appFolder The folder with package.json and out/. */
export async function prepareAppPlace(appFolder: string): Promise<AppPlace> {
  if (!existsSync(join(appFolder, 'out', 'main', 'index.js'))) {
    throw new Error('The app is not built. Run: npm run build');
  }
  const { dist } = await ensureElectron();
  const folder = mkdtempSync(join(tmpdir(), 'recorder-e2e-'));
  const nobody = isRoot ? idsOfNobody() : null;
  const give = (path: string): void => {
    if (nobody !== null) chownSync(path, nobody.user, nobody.group);
  };
  if (isRoot) run('chmod', ['755', folder]);
  const electron = join(readable(dist, folder, 'electron'), 'electron');
  const app = readable(appFolder, folder, 'app');
  const user = isRoot ? `setpriv ${asNobody.join(' ')} ` : '';
  let homes = 0;
  return {
    electron,
    app,
    starters: {
      plain: program(folder, 'plain', `exec ${user}'${electron}' "$@"`),
      keyring: program(
        folder,
        'keyring',
        `exec ${user}dbus-run-session -- sh -c '${keyring}' '${electron}' "$@"`,
      ),
    },
    folder,
    starterOf: (executable) =>
      program(folder, basename(executable), `exec ${user}'${executable}' "$@"`),
    makeHome: () => {
      homes += 1;
      const home = join(folder, `home-${homes}`);
      for (const path of [home, join(home, 'run')]) {
        mkdirSync(path, { mode: 0o700 });
        give(path);
      }
      return home;
    },
    give,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A real keyring, unlocked with a test password; each home has its own. */
const keyring =
  'printf test | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null; ' +
  'exec "$0" --password-store=gnome-libsecret "$@"';

function program(folder: string, name: string, command: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${command}\n`, { mode: 0o755 });
  return path;
}

/** The folder itself where everybody can read it, else a copy made of links. */
function readable(path: string, folder: string, name: string): string {
  if (!isRoot) return path;
  const probe = spawnSync('setpriv', [...asNobody, 'ls', join(path, '.')], { stdio: 'ignore' });
  if (probe.status === 0) return path;
  const copy = join(folder, name);
  const linked = spawnSync('cp', ['-al', path, copy], { stdio: 'ignore' });
  if (linked.status !== 0) {
    rmSync(copy, { recursive: true, force: true });
    run('cp', ['-a', path, copy]);
  }
  return copy;
}

function idsOfNobody(): { readonly user: number; readonly group: number } {
  return { user: Number(run('id', ['-u', 'nobody'])), group: Number(run('id', ['-g', 'nobody'])) };
}

function run(command: string, args: readonly string[]): string {
  const done = spawnSync(command, [...args], { encoding: 'utf8' });
  if (done.status === 0) return done.stdout.trim();
  throw new Error(`${command} ${args.join(' ')}: ${done.stderr}`);
}
