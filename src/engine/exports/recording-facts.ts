import { readManifest } from '../recording/manifest.ts';

/**
 * What a file says of the recording it comes from: for readers years later. Nothing when the manifest
 * cannot be read, because messages can be exported without it.
 */
export async function recordingFacts(folder: string): Promise<Record<string, string>> {
  try {
    const manifest = await readManifest(folder);
    const { recordingId, status, room, session, project, startedAt, endedAt } = manifest;
    return {
      recording_id: recordingId,
      status,
      room: room.name,
      ...(session === null ? {} : { session_id: session.id, session_name: session.name }),
      ...(project === null ? {} : { project_id: project.id, project_name: project.name }),
      started_at: startedAt,
      ...(endedAt === null ? {} : { ended_at: endedAt }),
    };
  } catch {
    return {};
  }
}
