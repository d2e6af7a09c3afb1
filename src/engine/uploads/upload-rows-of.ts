/** Which rows of the ledger a recording's files make. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../../shared/layout.ts';
import type { Manifest } from '../recording/manifest.ts';
import type { NewUpload } from '../state/upload-rows.ts';
import type { Destination } from './destination.ts';
import { keyOfFile } from './object-key.ts';

export interface UploadPlace {
  readonly project: { readonly id: string };
  readonly recordingId: string;
  /** What the keys of all its files begin with. */
  readonly keyPrefix: string;
  readonly folder: string;
  readonly sessionId: string | null;
  /** Each file goes to all of them. */
  readonly destinations: readonly Pick<Destination, 'kind' | 'bucket'>[];
}

/** Segments of a running session and manifests go before what else waits. */
const PRIORITY = { manifest: 2, live: 1, other: 0 } as const;

/** A segment that was closed while the session still runs. Its hash is taken when it is sent. */
export function segmentUpload(place: UploadPlace, file: string, size: number): NewUpload[] {
  const segment = { role: 'segment', size, sha256: null, priority: PRIORITY.live } as const;
  return toEach(place, file, segment);
}

/** Everything of a finalised recording, the manifest last: it is the commit mark. */
export async function recordingUploads(
  place: UploadPlace,
  manifest: Manifest,
): Promise<NewUpload[]> {
  const files = manifest.files.flatMap(({ path, role, size, sha256 }) =>
    toEach(place, path, { role, size, sha256, priority: PRIORITY.other }),
  );
  const { size } = await stat(join(place.folder, MANIFEST_FILE));
  const last = { role: 'manifest', size, sha256: null, priority: PRIORITY.manifest } as const;
  return [...files, ...toEach(place, MANIFEST_FILE, last)];
}

function toEach(
  place: UploadPlace,
  file: string,
  what: Pick<NewUpload, 'role' | 'size' | 'sha256' | 'priority'>,
): NewUpload[] {
  const { recordingId, sessionId, project, folder, destinations } = place;
  return destinations.map(({ kind, bucket }) => ({
    ...what,
    recordingId,
    sessionId,
    projectId: project.id,
    destination: kind,
    folder,
    file,
    objectKey: `${place.keyPrefix}${keyOfFile(file)}`,
    bucket,
  }));
}
