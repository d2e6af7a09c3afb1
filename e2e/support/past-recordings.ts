/** Recordings that were made weeks ago, written from docs/data-format.md, in a data folder of the app. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeJsonRecording } from '../../stack/bench/export-data.ts';

export interface PastRecording {
  readonly id: string;
  readonly project: string;
  readonly session: string;
  readonly startedAt: string;
  readonly senders: readonly string[];
  readonly topics: readonly string[];
  /** With so many messages of `tablet-0` to `tablet-19` on its disk; without, a manifest alone. */
  readonly messages?: number;
}

/** @returns The recording's folder. */
export function makePastRecording(dataFolder: string, past: PastRecording): string {
  const { id, project, session, startedAt, senders, topics, messages = 0 } = past;
  const name = `${startedAt.slice(0, 10)}_${session.replaceAll(' ', '_')}_${id}`;
  const folder = join(dataFolder, 'recordings', project, name);
  mkdirSync(folder, { recursive: true });
  if (messages > 0) writeJsonRecording(folder, messages);
  const end = new Date(Date.parse(startedAt) + 45 * 60_000).toISOString();
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify({
      ...{ format: 'syncflow-recording', version: 1, recordingId: id, status: 'complete' },
      software: { name: 'syncflow-recorder', version: '0.1.0' },
      computer: { hostname: 'lab', platform: 'linux' },
      project: { id: project, name: project },
      session: { id: `session-${id}`, name: session, startedAt: null, comments: '' },
      room: { name: session, sid: null, metadata: null },
      ...{ livekitUrl: null, startedAt, endedAt: end, endReason: 'session-stopped' },
      participants: senders.map((identity) => ({
        ...{ identity, sid: `PA_${identity}`, name: '', messages: 1, bytes: 200 },
        ...{ firstSequence: 1, lastSequence: 1, unsequenced: 0 },
      })),
      files: [],
      counts: {
        ...{ records: messages, messages, bytes: messages * 200, duplicates: 0, corrupt: 0 },
        byKind: { data: messages },
        byTopic: Object.fromEntries(topics.map((topic) => [topic, 1])),
      },
      ...{ gaps: [], cannotSee: ['What was addressed to others only.'] },
    }),
  );
  return folder;
}

/** Gives a folder and all that is in it to whom its home belongs. */
export function giveAll(folder: string, like: string): void {
  spawnSync('chown', ['-R', '--reference', like, folder]);
}
