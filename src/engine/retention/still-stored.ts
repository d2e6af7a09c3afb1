/**
 * Whether a destination still has what was verified there once: asked again before the only other copy
 * goes. Size and SHA-256, as for `verify s3://…`; the parts' SHA-256 are computed from the local file.
 */
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { RecorderError } from '../../shared/errors.ts';
import type { EngineConfig } from '../config/config.ts';
import { pathExists } from '../path-exists.ts';
import { folderRecording } from '../restore/folder-recording.ts';
import { s3Recording } from '../restore/s3-recording.ts';
import type { StoredRecording } from '../restore/stored-recording.ts';
import type { DestinationKind, UploadRow } from '../state/upload-rows.ts';
import { MARKER_FILE } from '../uploads/folder-destination.ts';
import { pathOfKey } from '../uploads/folder-path.ts';
import { compositeOf, PartDigests } from '../uploads/part-digests.ts';
import { defaultPartSizes, partSizeFor, planParts } from '../uploads/part-plan.ts';

/** A file that is not stored any more as its row says. */
export interface LostFile {
  readonly row: UploadRow;
  /** In words: `is not in the bucket any more`. */
  readonly what: string;
}

/**
 * The first of the rows whose object is gone or another one; null: all are as they were verified. The
 * rows are those of one recording in one destination.
 *
 * @throws RecorderError when the destination cannot be asked, or the local file is another one
 */
export type AskDestination = (
  destination: DestinationKind,
  rows: readonly UploadRow[],
  signal: AbortSignal,
) => Promise<LostFile | null>;

/** Asks the destinations of the settings. */
export function askDestinations(
  config: Pick<EngineConfig, 'dataFolder' | 'projects' | 'plainHosts'>,
): AskDestination {
  return async (destination, rows, signal) => {
    const [first] = rows;
    if (first === undefined) return null;
    const place = await placeOf(destination, first, config);
    try {
      for (const row of rows) {
        const what = await lostOf(place, row, config.dataFolder, signal);
        if (what !== null) return { row, what };
      }
      return null;
    } finally {
      place.stored.close();
    }
  };
}

interface Place {
  readonly stored: StoredRecording;
  /** What an object is called there. */
  readonly nameOf: (key: string) => string;
  readonly words: string;
}

async function placeOf(
  destination: DestinationKind,
  { projectId, storedKey, objectKey }: UploadRow,
  { projects, plainHosts }: Pick<EngineConfig, 'projects' | 'plainHosts'>,
): Promise<Place> {
  const { s3 = null, uploadFolder = null } =
    projects.find((one) => one.projectId === projectId) ?? {};
  const key = storedKey ?? objectKey;
  if (destination === 's3' && s3 !== null) {
    const stored = s3Recording({ config: s3, plainHosts, manifestKey: key });
    return { stored, nameOf: (name) => name, words: 'bucket' };
  }
  if (destination === 'folder' && uploadFolder !== null) {
    // A share that is away often leaves an empty folder behind, in which everything would be missing.
    if (!(await pathExists(join(uploadFolder, MARKER_FILE)))) {
      throw new RecorderError(
        'storage-unreachable',
        `${MARKER_FILE} is not in ${uploadFolder}: is its disk or share connected?`,
      );
    }
    const nameOf = (name: string): string => pathOfKey(uploadFolder, name);
    return { stored: folderRecording(nameOf(key)), nameOf, words: 'folder' };
  }
  throw new RecorderError('usage', 'Its project has no such destination any more.');
}

/** What is wrong with a stored file, in words; null: nothing. */
async function lostOf(
  { stored, nameOf, words }: Place,
  row: UploadRow,
  dataFolder: string,
  signal: AbortSignal,
): Promise<string | null> {
  const name = nameOf(row.storedKey ?? row.objectKey);
  const facts = await stored.facts(name, signal);
  if (facts === null) return `is not in the ${words} any more`;
  const differs = `in the ${words} is another one now`;
  if (facts.size !== row.size) return differs;
  if (facts.sha256 !== null) return facts.sha256 === row.sha256 ? null : differs;
  if (facts.composite !== null) {
    // Only equality says something: another size of parts has another one.
    if (facts.composite === (await compositeOfFile(row, dataFolder, signal))) return null;
  }
  return (await hashStored(stored, name, signal)) === row.sha256 ? null : differs;
}

async function compositeOfFile(
  row: UploadRow,
  dataFolder: string,
  signal: AbortSignal,
): Promise<string> {
  const { size, sha256, file, folder, objectKey: key } = row;
  const path = resolve(dataFolder, folder, file);
  const source = { path, size, sha256: sha256 ?? '', key, contentType: '', metadata: {} };
  const parts = planParts(size, partSizeFor(size, defaultPartSizes.part));
  const digests = new PartDigests(source, parts, 'sha256', signal);
  await digests.whole();
  return compositeOf(await Promise.all(parts.map(({ number }) => digests.part(number))));
}

async function hashStored(
  stored: StoredRecording,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const sum = createHash('sha256');
  try {
    const content: AsyncIterable<Buffer> = await stored.read(name, 0, signal);
    for await (const chunk of content) sum.update(chunk);
  } catch (thrown) {
    signal.throwIfAborted();
    throw stored.explain(thrown);
  }
  return sum.digest('hex');
}
