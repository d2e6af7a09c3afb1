/** Recordings and their proofs as the window shows them. */
import type { RecordingView } from '../../engine/engine.ts';
import { describeGap } from '../../engine/recording/receipt.ts';
import type { Verification } from '../../engine/recording/verify.ts';
import type { WindowRecording, WindowVerification } from '../../shared/ipc/recordings.ts';
import { MANIFEST_FILE } from '../../shared/layout.ts';
import type { UploadView } from '../../shared/snapshot.ts';

const MAX_PARTICIPANTS = 500;

/** Newest first. */
export function recordingViews(
  recordings: readonly RecordingView[],
  uploads: readonly UploadView[],
): WindowRecording[] {
  const rows = new Map(uploads.map((row) => [`${row.recordingId}/${row.file}`, row]));
  return recordings
    .map(({ folder, manifest }): WindowRecording => {
      const { recordingId, counts, session, room, project } = manifest;
      const named = session === null || session.name === '' ? room.name : session.name;
      return {
        recordingId,
        folder,
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
        files: [
          ...manifest.files.map(({ path, size, sha256 }) => ({
            path,
            size,
            sha256,
            upload: rows.get(`${recordingId}/${path}`)?.state ?? null,
          })),
          ...manifestFile(rows.get(`${recordingId}/${MANIFEST_FILE}`)),
        ],
        cannotSee: [...manifest.cannotSee],
      };
    })
    .sort((a, b) => b.startedAt - a.startedAt);
}

/** The manifest does not list itself; in the bucket it is the mark that all the others are there. */
function manifestFile(row: UploadView | undefined): WindowRecording['files'] {
  if (row === undefined) return [];
  return [{ path: row.file, size: row.size, sha256: null, upload: row.state }];
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
