import { safeName } from '../recording/safe-name.ts';
import { defaultKeyTemplate, fillTemplate } from '../../shared/key-template.ts';

const MAX_PART_BYTES = 200;
/** What docs/data-format.md allows in a part as it is: S3's safe characters without `/`, and space. */
const allowed = /^[A-Za-z0-9!\-_.*'() ]+$/;

/** Where an object belongs. For a bare LiveKit server see `bareProject`. */
export interface KeyPlace {
  readonly project: { readonly id: string; readonly name: string };
  readonly roomName: string;
  readonly recordingId: string;
  readonly sessionId?: string | null;
  readonly sessionName?: string;
  /** Of the recording's beginning, `2026-03-01`. */
  readonly date?: string;
  /** The layout; the Rust daemon's when left out. */
  readonly template?: string;
}

/**
 * The key of a recording's file, as the Rust daemon lays them out (docs/data-format.md, "In the
 * bucket"), or by another template. `file` is a `path` of the manifest's files, or `manifest.json`.
 */
export function objectKey(place: KeyPlace, file: string): string {
  return `${keyPrefix(place)}${keyOfFile(file)}`;
}

/** What the keys of all files of a recording begin with, `/` included. */
export function keyPrefix(place: KeyPlace): string {
  const { project, roomName, recordingId } = place;
  const parts = fillTemplate(place.template ?? defaultKeyTemplate, {
    projectName: project.name,
    projectId: project.id,
    room: roomName,
    recordingId,
    sessionId: place.sessionId ?? '',
    sessionName: place.sessionName ?? '',
    date: place.date ?? '',
  });
  return parts.map((part) => `${keyPart(part)}/`).join('');
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
