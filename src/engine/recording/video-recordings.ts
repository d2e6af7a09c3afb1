/** SyncFlow's own recordings of sound and picture of the same session, so that data can be laid over them. */
import { readManifest, writeManifest, type VideoRecording } from './manifest.ts';

/**
 * Both lists as one: the later one knows better how a recording stands, the earlier one may have seen
 * what SyncFlow did not keep.
 */
export function mergeVideoRecordings(
  earlier: readonly VideoRecording[],
  later: readonly VideoRecording[],
): VideoRecording[] {
  const merged = new Map(earlier.map((one) => [one.egressId, one]));
  for (const one of later) {
    const before = merged.get(one.egressId);
    merged.set(one.egressId, {
      ...one,
      destination: one.destination ?? before?.destination ?? null,
      identity: one.identity ?? before?.identity ?? null,
      track: one.track ?? before?.track ?? null,
    });
  }
  return [...merged.values()].sort((a, b) => compareDecimals(a.startedAt, b.startedAt));
}

/**
 * Writes what was learned into the manifest of a recording that is still open, at once: a crash must not
 * lose it. A final manifest stays as it is.
 */
export async function noteVideoRecordings(
  folder: string,
  seen: readonly VideoRecording[],
): Promise<void> {
  const manifest = await readManifest(folder);
  if (manifest.status !== 'recording') return;
  const merged = mergeVideoRecordings(manifest.videoRecordings ?? [], seen);
  const same = JSON.stringify(merged) === JSON.stringify(manifest.videoRecordings);
  if (!same) await writeManifest(folder, { ...manifest, videoRecordings: merged });
}

function compareDecimals(a: string, b: string): number {
  return a.length === b.length ? a.localeCompare(b) : a.length - b.length;
}
