/** What a round trip has left behind, and where, in sentences. */
import type { UploadView } from '../../shared/snapshot.ts';

export interface Leftovers {
  readonly sessionName: string;
  readonly isSessionMade: boolean;
  /** In SyncFlow. */
  readonly isSessionOver: boolean;
  readonly isRecordingLocal: boolean;
  /** The recording's files in the ledger. */
  readonly uploads: readonly UploadView[];
}

export function whatIsLeft(leftovers: Leftovers): string[] {
  const { sessionName, isSessionMade, isSessionOver, isRecordingLocal, uploads } = leftovers;
  const left: string[] = [];
  if (isSessionMade && !isSessionOver) {
    left.push(`The session “${sessionName}” still runs in SyncFlow: end it on its page.`);
  }
  if (isRecordingLocal) {
    left.push(`Its recording stays on this computer, under Recordings as “${sessionName}”.`);
  }
  const there = uploads.filter(({ state }) => state === 'verified');
  if (there.length > 0) {
    left.push(
      `${stored(there)}. The recorder has no right to delete there; delete it yourself if it is in the way.`,
    );
  }
  if (isSessionOver) left.push('SyncFlow keeps the ended session in its list.');
  return left;
}

/** "2 files in s3://bucket, below recordings/x/". */
export function stored(uploads: readonly UploadView[]): string {
  const places = new Map<string, UploadView[]>();
  for (const one of uploads) {
    const place = one.destination ?? one.destinationKind;
    places.set(place, [...(places.get(place) ?? []), one]);
  }
  return [...places]
    .map(([place, rows]) => {
      const keys = rows.map(({ objectKey, storedKey }) => storedKey ?? objectKey);
      return `${filesIn(rows)} in ${place}, below ${commonFolder(keys)}`;
    })
    .join(' and ');
}

/** "1 file", "2 files". */
export function filesIn(list: readonly unknown[]): string {
  return list.length === 1 ? '1 file' : `${list.length} files`;
}

/** The longest beginning of all keys that ends with a slash; the first key where there is none. */
function commonFolder(keys: readonly string[]): string {
  const [first = '', ...others] = keys;
  let folder = first.slice(0, first.lastIndexOf('/') + 1);
  while (folder !== '' && !others.every((key) => key.startsWith(folder))) {
    folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  }
  return folder === '' ? first : folder;
}
