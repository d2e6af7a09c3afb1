/** A throwaway copy of the project, in which one protection at a time is taken away. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runQuietly } from '../run-quietly.mjs';

/** Not needed by any test, and large. */
const LEFT_OUT = /^docs\/screenshots\//;
/** Packages write here in place; through a hard link that would reach the original. */
const CACHES = ['.vite', '.vite-temp', '.cache', '.vitest'];

/**
 * @typedef {object} Edit
 * @property {string} file below the project's folder
 * @property {string} from stands in the file exactly once
 * @property {string} to
 */

/** How often a text stands in a file; 0 without the file. @param {string} path @param {string} text */
export function occurrences(path, text) {
  return existsSync(path) ? readFileSync(path, 'utf8').split(text).length - 1 : 0;
}

/** What git knows or would add, with the packages linked: the original is only read. */
export class Tree {
  /** @type {Map<string, string>} file → its original text */
  #changed = new Map();

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'recorder-mutations-'));
    // The app of a journey runs as another user.
    chmodSync(this.folder, 0o755);
    const listed = runQuietly('git', [
      'ls-files',
      '-z',
      '--cached',
      '--others',
      '--exclude-standard',
    ]);
    const deleted = new Set(runQuietly('git', ['ls-files', '-z', '--deleted']).split('\0'));
    for (const path of listed.split('\0')) {
      if (path === '' || deleted.has(path) || LEFT_OUT.test(path)) continue;
      mkdirSync(join(this.folder, dirname(path)), { recursive: true });
      copyFileSync(path, join(this.folder, path));
    }
    const packages = join(this.folder, 'node_modules');
    try {
      runQuietly('cp', ['-al', 'node_modules', packages]);
    } catch {
      // Another file system.
      rmSync(packages, { recursive: true, force: true });
      runQuietly('cp', ['-a', 'node_modules', packages]);
    }
    for (const name of CACHES) rmSync(join(packages, name), { recursive: true, force: true });
  }

  /**
   * @param {readonly Edit[]} edits
   * @throws Error when a text is not there exactly once: the list is then out of date
   */
  change(edits) {
    for (const { file, from, to } of edits) {
      const path = join(this.folder, file);
      const text = readFileSync(path, 'utf8');
      const times = occurrences(path, from);
      if (times !== 1) throw new Error(`${file}: stands there ${times} times, not once:\n${from}`);
      if (!this.#changed.has(file)) this.#changed.set(file, text);
      writeFileSync(path, text.split(from).join(to));
    }
  }

  restore() {
    for (const [file, text] of this.#changed) writeFileSync(join(this.folder, file), text);
    this.#changed.clear();
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
