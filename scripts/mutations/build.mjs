/** Builds in the tree what a guard starts, and no more. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './guards.mjs';

/** @param {import('./guards.mjs').Guard} guard */
export const needsBuild = ({ project }) => project === 'journey' || project === 'integration';

/** Parts of the build, by what they are made of; `shared` is in all of them. */
const PARTS = [
  { part: 'main', folders: ['shared', 'engine', 'capture', 'main', 'cli'] },
  { part: 'preload', folders: ['shared', 'preload'] },
  { part: 'renderer', folders: ['shared', 'renderer'] },
];

/**
 * @param {string} folder
 * @param {readonly string[]} touched files that changed; none: all is built
 * @returns {Promise<boolean>} whether it worked
 */
export async function build(folder, touched) {
  const wanted = PARTS.filter(
    ({ part, folders }) =>
      touched.length === 0 ||
      !existsSync(join(folder, 'out', part)) ||
      stale.has(part) ||
      touched.some((file) => folders.some((name) => file.startsWith(`src/${name}/`))),
  ).map(({ part }) => part);
  // What was built of a change has to be built again without it.
  stale.clear();
  if (touched.length > 0) for (const part of wanted) stale.add(part);
  const config = join(folder, 'mutation.electron.vite.config.ts');
  writeFileSync(
    config,
    `import whole from './electron.vite.config.ts';\nexport default { ${wanted.map((part) => `${part}: whole.${part}`).join(', ')} };\n`,
  );
  return (
    (await run(folder, 'electron-vite', ['build', '--logLevel', 'warn', '--config', config])) === 0
  );
}

/** @type {Set<string>} */
const stale = new Set();
