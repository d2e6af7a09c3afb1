import type { LibraryRow } from '../../../shared/ipc/library.ts';
import { plural } from '../../../shared/format/numbers.ts';

/** Never claims more than the ledger holds. */
export function uploadSummary({ uploads, isLocal }: LibraryRow): string {
  if (!isLocal) return 'only where it was uploaded to';
  const { files, verified, failed, renamed } = uploads;
  if (files === 0) return 'on this disk only';
  if (failed > 0) return `${plural(failed, 'upload')} failed`;
  const names = renamed === 0 ? '' : `, ${renamed} under another name`;
  if (verified === files) return `${plural(files, 'file')} verified in the bucket${names}`;
  return `${verified} of ${plural(files, 'file')} verified in the bucket${names}`;
}
