import { inertLine } from '../../shared/inert-text.ts';
import type { UploadRow } from '../state/upload-rows.ts';

/** For the receipt: which files are stored under another name than their own, a sentence each. */
export function renamedLines(rows: readonly Pick<UploadRow, 'file' | 'storedKey'>[]): string[] {
  return rows.flatMap(({ file, storedKey }) =>
    storedKey === null
      ? []
      : [inertLine(`${file} is stored as ${storedKey}: another object has its name`)],
  );
}
