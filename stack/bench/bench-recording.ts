/** What the recordings of benches have in common, from docs/data-format.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** A line of a segment. @param open Its members, with the first brace and without the last */
export function benchLine(open: string): string {
  return `${open},"crc":"${crc32(open).toString(16).padStart(8, '0')}"}\n`;
}

export function segmentName(segment: number): string {
  return `messages-${String(segment).padStart(6, '0')}.jsonl`;
}

/** As a recorder leaves it while it records: nothing is counted yet. */
export function writeFirstManifest(folder: string): void {
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(firstManifest));
}

const firstManifest = {
  format: 'syncflow-recording',
  version: 1,
  recordingId: 'bench',
  status: 'recording',
  software: { name: 'bench', version: '1' },
  computer: { hostname: 'bench', platform: 'linux' },
  project: null,
  session: null,
  room: { name: 'bench', sid: null, metadata: null },
  livekitUrl: null,
  startedAt: '2025-10-09T08:53:20.000Z',
  endedAt: null,
  endReason: null,
  participants: [],
  files: [],
  counts: { records: 0, messages: 0, bytes: 0, duplicates: 0, corrupt: 0, byKind: {}, byTopic: {} },
  gaps: [],
  cannotSee: [],
};
