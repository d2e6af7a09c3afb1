import { safeName } from '../recording/safe-name.ts';

const MAX_PART_BYTES = 200;
/** What docs/data-format.md allows in a part as it is: S3's safe characters without `/`, and space. */
const allowed = /^[A-Za-z0-9!\-_.*'() ]+$/;

/** Where an object belongs. For a bare LiveKit server see `bareProject`. */
export interface KeyPlace {
  readonly project: { readonly id: string; readonly name: string };
  readonly roomName: string;
  readonly recordingId: string;
}

/**
 * The key of a recording's file, as the Rust daemon lays them out (docs/data-format.md, "In the
 * bucket"). `file` is a `path` of the manifest's files, or `manifest.json`.
 */
export function objectKey(place: KeyPlace, file: string): string {
  const { project, roomName, recordingId } = place;
  return [
    keyPart(`${project.name}-${project.id}`),
    keyPart(roomName),
    'text-egress',
    'all-topics',
    keyPart(recordingId),
    keyOfFile(file),
  ].join('/');
}

/** The last parts of a key: what a file of a recording is called below the recording's own prefix. */
export function keyOfFile(file: string): string {
  return file.split('/').map(keyPart).join('/');
}

/** The project of a recording that was made from a LiveKit server without SyncFlow. */
export function bareProject(livekitUrl: string): { readonly id: string; readonly name: string } {
  return { id: new URL(livekitUrl).hostname, name: 'livekit' };
}

/** The part as it is when that is safe, else its safe name. */
function keyPart(part: string): string {
  // Only ASCII passes `allowed`, so the length in characters is the length in bytes.
  const safe = allowed.test(part) && part !== '.' && part !== '..' && part.length <= MAX_PART_BYTES;
  return safe ? part : safeName(part);
}
