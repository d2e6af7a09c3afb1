/** Recordings made by hand for tests: from docs/data-format.md, not with the recorder's own writer. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

export type Members = Readonly<Record<string, unknown>>;

/** One line with its newline. */
export function line(record: number, members: Members): string {
  const stamped = {
    record,
    arrival: String(1_760_000_000_000_000_000n + BigInt(record)),
    monotonic: String(record),
    ...members,
  };
  const open = JSON.stringify(stamped).slice(0, -1);
  const sum = crc32(Buffer.from(open)).toString(16).padStart(8, '0');
  return `${open},"crc":"${sum}"}\n`;
}

export const header = (segment: number): Members => ({
  kind: 'segment',
  format: 'syncflow-recording',
  version: 1,
  recordingId: 'r1',
  segment,
  lane: 'a',
  software: 'hand 1',
});

export const data = (sequence: number, text: string, sid = 'PA_a'): Members => ({
  kind: 'data',
  link: 1,
  identity: `device ${sid}`,
  sid,
  sequence,
  topic: 't',
  reliable: true,
  text,
});

export const linkOpen: Members = { kind: 'link', event: 'open', link: 1, transport: 'v1' };

/** Writes segments 1, 2, … of the given records, numbered through. Returns the texts as written. */
export function writeSegments(folder: string, segments: readonly (readonly Members[])[]): string[] {
  let record = 0;
  return segments.map((records, index) => {
    const text = [header(index + 1), ...records]
      .map((members) => {
        record += 1;
        return line(record, members);
      })
      .join('');
    writeFileSync(join(folder, `messages-${String(index + 1).padStart(6, '0')}.jsonl`), text);
    return text;
  });
}

/** A first manifest, as the recorder writes it when it begins. */
export function writeFirstManifest(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const manifest = {
    format: 'syncflow-recording',
    version: 1,
    recordingId: 'r1',
    status: 'recording',
    software: { name: 'hand', version: '1' },
    computer: { hostname: 'h', platform: 'linux' },
    project: { id: 'p', name: 'alpha' },
    session: { id: 's1', name: 'Pilot', startedAt: 1_760_000_000, comments: '' },
    room: { name: 'Pilot', sid: null, metadata: null },
    livekitUrl: 'ws://127.0.0.1:1',
    startedAt: '2025-10-09T08:53:20.000Z',
    endedAt: null,
    endReason: null,
    participants: [],
    files: [],
    counts: {
      records: 0,
      messages: 0,
      bytes: 0,
      duplicates: 0,
      corrupt: 0,
      byKind: {},
      byTopic: {},
    },
    gaps: [],
    cannotSee: [],
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}
