import { ensurePackages } from '../../stack/setup/system-packages.mjs';
import { capture } from '../../stack/setup/run.mjs';
import { electronPackages } from './versions.mjs';

/**
 * The system's packages that Electron and its tests need. On Debian and its kin root gets them
 * installed; anyone else is told the one command. Other systems are left alone: a desktop has them.
 * @param {{ check?: boolean }} [options]
 * @throws SetupError
 */
export async function ensureElectronPackages({ check = false } = {}) {
  if (process.platform !== 'linux' || capture('dpkg-query', ['--version']) === null) return;
  const missing = electronPackages.filter((name) => !present(name));
  if (missing.length > 0) await ensurePackages('What Electron needs', missing, { check });
}

/** @param {string} name */
function present(name) {
  // Ubuntu's 64-bit time transition renamed some of them; the new ones provide the old names.
  const found = [name, `${name}t64`].map((wanted) =>
    capture('dpkg-query', ['-W', '-f', '${Status}', wanted]),
  );
  return found.some((status) => status?.includes('install ok installed') === true);
}
