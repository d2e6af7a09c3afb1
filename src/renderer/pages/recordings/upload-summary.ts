import type { WindowRecording } from '../../../shared/ipc/recordings.ts';
import { plural } from '../../format/numbers.ts';

/** Never claims more than the ledger holds. */
export function uploadSummary({ files, isLocal }: WindowRecording): string {
  if (!isLocal) return 'only where it was uploaded to';
  const listed = files.filter(({ upload }) => upload !== null);
  if (listed.length === 0) return 'on this disk only';
  const verified = files.filter(({ upload }) => upload === 'verified').length;
  const failed = files.filter(({ upload }) => upload === 'failed').length;
  if (failed > 0) return `${plural(failed, 'upload')} failed`;
  const renamed = files.filter(({ storedAs }) => storedAs !== null).length;
  const names = renamed === 0 ? '' : `, ${renamed} under another name`;
  if (verified === files.length) {
    return `${plural(files.length, 'file')} verified in the bucket${names}`;
  }
  return `${verified} of ${plural(files.length, 'file')} verified in the bucket${names}`;
}
