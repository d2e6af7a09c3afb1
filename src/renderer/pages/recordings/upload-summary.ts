import type { LibraryRow } from '../../../shared/ipc/library.ts';
import { strings } from '../../../shared/strings/strings.ts';

const texts = strings.recordings.uploads;

/** Never claims more than the ledger holds. */
export function uploadSummary({ uploads, isLocal }: LibraryRow): string {
  if (!isLocal) return texts.elsewhere;
  const { files, verified, failed, renamed } = uploads;
  if (files === 0) return texts.none;
  if (failed > 0) return texts.failed(failed);
  return texts.verified(verified, files, renamed);
}
