/** Which rows of the ledger a recording's files make. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST_FILE } from '../../shared/layout.ts';
import type { Manifest } from '../recording/manifest.ts';
import type { NewUpload } from '../state/upload-rows.ts';
import { objectKey, type KeyPlace } from './object-key.ts';

export interface UploadPlace extends KeyPlace {
  readonly folder: string;
  readonly sessionId: string | null;
  readonly bucket: string;
}

/** A segment that was closed while the session still runs. Its hash is taken when it is sent. */
export function segmentUpload(place: UploadPlace, file: string, size: number): NewUpload {
  return { ...common(place, file), role: 'segment', size, sha256: null };
}

/** Everything of a finalised recording, the manifest last: it is the commit mark. */
export async function recordingUploads(
  place: UploadPlace,
  manifest: Manifest,
): Promise<NewUpload[]> {
  const files = manifest.files.map(({ path, role, size, sha256 }): NewUpload => ({
    ...common(place, path),
    role,
    size,
    sha256,
  }));
  const { size } = await stat(join(place.folder, MANIFEST_FILE));
  return [...files, { ...common(place, MANIFEST_FILE), role: 'manifest', size, sha256: null }];
}

function common(place: UploadPlace, file: string): Omit<NewUpload, 'role' | 'size' | 'sha256'> {
  const { recordingId, sessionId, project, folder, bucket } = place;
  return {
    recordingId,
    sessionId,
    projectId: project.id,
    folder,
    file,
    objectKey: objectKey(place, file),
    bucket,
  };
}
