import { stat } from 'node:fs/promises';

/** False as well for what cannot be looked at. */
export function pathExists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
