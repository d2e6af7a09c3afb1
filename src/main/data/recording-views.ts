/** Recordings and their proofs as the window shows them. */
import type { LibraryEntry } from '../../engine/library/entry.ts';
import type { Manifest } from '../../engine/recording/manifest.ts';
import { describeGap } from '../../engine/recording/receipt.ts';
import type { FileState } from '../../engine/state/upload-queries.ts';
import type { Verification } from '../../engine/recording/verify.ts';
import type { WindowRecording, WindowVerification } from '../../shared/ipc/recordings.ts';
import { MANIFEST_FILE } from '../../shared/layout.ts';

const MAX_PARTICIPANTS = 500;
const MAX_TOPICS = 1000;

/** One recording in full. @param states How its files stand in the ledger of uploads. */
export function recordingView(
  { folder, isLocal }: Pick<LibraryEntry, 'folder' | 'isLocal'>,
  manifest: Manifest,
  states: ReadonlyMap<string, FileState>,
): WindowRecording {
  const { recordingId, counts, session, room, project } = manifest;
  const named = session === null || session.name === '' ? room.name : session.name;
  return {
    recordingId,
    folder,
    isLocal,
    status: manifest.status,
    projectName: project?.name ?? '',
    sessionName: named,
    roomName: room.name,
    startedAt: Date.parse(manifest.startedAt),
    endedAt: manifest.endedAt === null ? null : Date.parse(manifest.endedAt),
    messages: counts.messages,
    bytes: counts.bytes,
    records: counts.records,
    duplicates: counts.duplicates,
    gaps: manifest.gaps.map(describeGap),
    participants: manifest.participants.slice(0, MAX_PARTICIPANTS).map((sender) => ({
      name: sender.identity ?? (sender.name === '' ? 'without a name' : sender.name),
      messages: sender.messages,
      bytes: sender.bytes,
      lastSequence: sender.lastSequence,
      unsequenced: sender.unsequenced,
    })),
    topics: Object.keys(counts.byTopic).slice(0, MAX_TOPICS),
    kinds: Object.keys(counts.byKind),
    videos: (manifest.videoRecordings ?? []).filter(({ startedAt }) => startedAt !== '0').length,
    files: [
      ...manifest.files.map(({ path, size, sha256 }) => ({
        path,
        size,
        sha256,
        upload: states.get(path)?.state ?? null,
        storedAs: storedName(states.get(path)),
      })),
      ...manifestFile(states.get(MANIFEST_FILE)),
    ],
    cannotSee: [...manifest.cannotSee],
  };
}

/** The manifest does not list itself; in the bucket it is the mark that all the others are there. */
function manifestFile(stands: FileState | undefined): WindowRecording['files'] {
  if (stands === undefined) return [];
  const { size, state: upload } = stands;
  const storedAs = storedName(stands);
  return [{ path: MANIFEST_FILE, size, sha256: null, upload, storedAs }];
}

function storedName(stands: FileState | undefined): string | null {
  return stands?.storedKey?.split('/').at(-1) ?? null;
}

export function verificationView(
  recordingId: string,
  { status, problems, gaps, counts }: Verification,
): WindowVerification {
  return {
    recordingId,
    status,
    problems: [...problems],
    gaps: gaps.map(describeGap),
    messages: counts?.messages ?? null,
    checkedAt: Date.now(),
  };
}
