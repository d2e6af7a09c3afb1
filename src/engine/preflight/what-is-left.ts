/** What a round trip has left behind, and where, in sentences. */
import type { UploadView } from '../../shared/snapshot.ts';
import { preflightStrings } from '../../shared/strings/preflight.ts';

const texts = preflightStrings.left;

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
    left.push(texts.session(sessionName));
  }
  if (isRecordingLocal) {
    left.push(texts.recording(sessionName));
  }
  const there = uploads.filter(({ state }) => state === 'verified');
  if (there.length > 0) {
    left.push(texts.stored(stored(there)));
  }
  if (isSessionOver) left.push(texts.listed);
  return left;
}

/** "2 files in s3://bucket, below recordings/x/". */
export function stored(uploads: readonly UploadView[]): string {
  const places = new Map<string, UploadView[]>();
  for (const one of uploads) {
    const place = one.destination ?? one.destinationKind;
    places.set(place, [...(places.get(place) ?? []), one]);
  }
  const parts = [...places].map(([place, rows]) => {
    const keys = rows.map(({ objectKey, storedKey }) => storedKey ?? objectKey);
    return texts.files(rows.length, place, commonFolder(keys));
  });
  return texts.and(parts);
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
