/** What the list of recordings knows of one of them: taken from its manifest, small enough for memory. */
import { z } from 'zod';
import { recordingStatusSchema, type Manifest } from '../recording/manifest.ts';

/** Names of senders and topics that are kept of one recording; the manifest has them all. */
const MOST_NAMES = 1000;

export const libraryEntrySchema = z.object({
  recordingId: z.string(),
  /** Absolute. */
  folder: z.string(),
  isLocal: z.boolean(),
  status: recordingStatusSchema,
  projectName: z.string(),
  sessionName: z.string(),
  roomName: z.string(),
  comments: z.string(),
  /** Unix milliseconds. */
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  messages: z.number(),
  bytes: z.number(),
  gaps: z.number(),
  senders: z.number(),
  /** Identities, and names where they differ. */
  participants: z.array(z.string()),
  topics: z.array(z.string()),
  /** Those that the manifest names. */
  files: z.number(),
});
export type LibraryEntry = Readonly<z.infer<typeof libraryEntrySchema>>;

export function entryOf(folder: string, manifest: Manifest, isLocal: boolean): LibraryEntry {
  const { recordingId, status, project, session, room, counts, participants } = manifest;
  const names = participants.flatMap(({ identity, name }) => [identity ?? '', name]);
  return {
    ...{ recordingId, folder, isLocal, status },
    projectName: project?.name ?? '',
    sessionName: session?.name ?? '',
    roomName: room.name,
    comments: session?.comments ?? '',
    startedAt: Date.parse(manifest.startedAt),
    endedAt: manifest.endedAt === null ? null : Date.parse(manifest.endedAt),
    messages: counts.messages,
    bytes: counts.bytes,
    gaps: manifest.gaps.length,
    senders: participants.length,
    participants: distinct(names),
    topics: distinct(Object.keys(counts.byTopic)),
    files: manifest.files.length,
  };
}

/** As people call it: the session, or where that has no name its room. */
export function nameOf({ sessionName, roomName }: LibraryEntry): string {
  return sessionName === '' ? roomName : sessionName;
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '').slice(0, MOST_NAMES);
}
