/** Which recordings fit a filter. */
import type { Completeness, LibraryFilter } from '../../shared/ipc/library.ts';
import type { RecordingStatus } from '../recording/manifest.ts';
import type { LibraryEntry } from './entry.ts';

const completenessOf: Readonly<Record<RecordingStatus, Completeness>> = {
  recording: 'recording',
  complete: 'complete',
  'complete-but': 'gaps',
  'not-provable': 'gaps',
  damaged: 'damaged',
};

/** An entry with everything that words are looked for in, in lower case. */
export interface Searchable {
  readonly entry: LibraryEntry;
  readonly words: string;
  readonly participants: string;
  readonly topics: string;
}

/** Between names, so that no word is found across two of them. */
const BETWEEN = '\n';

export function searchable(entry: LibraryEntry): Searchable {
  const { recordingId, projectName, sessionName, roomName, comments } = entry;
  const participants = entry.participants.join(BETWEEN).toLowerCase();
  const topics = entry.topics.join(BETWEEN).toLowerCase();
  const names = [recordingId, projectName, sessionName, roomName, comments].join(BETWEEN);
  return {
    entry,
    words: [names.toLowerCase(), participants, topics].join(BETWEEN),
    participants,
    topics,
  };
}

/**
 * @param uploaded Whether the uploads of a recording stand as the filter wants it; asked only where it wants
 *   something of them.
 */
export function matcher(
  filter: LibraryFilter,
  uploaded: (recordingId: string) => boolean,
): (one: Searchable) => boolean {
  const { project, from, to, completeness, upload } = filter;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const participant = filter.participant.trim().toLowerCase();
  const topic = filter.topic.trim().toLowerCase();
  return (one) => {
    const { entry } = one;
    if (project !== null && entry.projectName !== project) return false;
    if (completeness !== null && completenessOf[entry.status] !== completeness) return false;
    if (to !== null && entry.startedAt >= to) return false;
    if (from !== null && (entry.endedAt ?? entry.startedAt) < from) return false;
    if (upload === 'elsewhere' && entry.isLocal) return false;
    if (!one.participants.includes(participant) || !one.topics.includes(topic)) return false;
    if (!words.every((word) => one.words.includes(word))) return false;
    return upload === null || upload === 'elsewhere' || uploaded(entry.recordingId);
  };
}
