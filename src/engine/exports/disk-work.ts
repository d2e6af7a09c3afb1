import { RecorderError } from '../../shared/errors.ts';
import { diskError } from '../state/disk-error.ts';

/** What the disk refuses, as an error of the catalogue that names the export. */
export async function diskWork<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof RecorderError) throw thrown;
    throw diskError(thrown, `The export ${path} cannot be written`);
  }
}
