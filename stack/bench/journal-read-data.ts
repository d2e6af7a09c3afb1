/** Makes a recording for benches of reading, from docs/data-format.md. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { benchLine, segmentName, writeFirstManifest } from './bench-recording.ts';

const SEGMENT_BYTES = 64 * 1024 * 1024;
const BATCH = 500;
const DEVICES = 20;
/** 20,000 records a second. */
const STEP_NS = 50_000n;
const START_NS = 1_760_000_000_000_000_000n;

/** Writes segments of `data` records from twenty devices, and a first manifest. @param size Payload bytes. */
export function writeBenchRecording(folder: string, size: number, bytes: number): void {
  mkdirSync(folder, { recursive: true });
  let record = 0;
  let written = 0;
  const line = (members: Readonly<Record<string, unknown>>): string => {
    record += 1;
    const arrival = START_NS + BigInt(record) * STEP_NS;
    const stamps = { record, arrival: String(arrival), monotonic: String(arrival - START_NS) };
    const open = JSON.stringify({ ...stamps, ...members }).slice(0, -1);
    return benchLine(open);
  };
  for (let segment = 1; written < bytes; segment += 1) {
    const file = openSync(join(folder, segmentName(segment)), 'wx', 0o600);
    const header = { format: 'syncflow-recording', version: 1, recordingId: 'bench' };
    let lines = line({ kind: 'segment', ...header, segment, lane: 'a', software: 'bench 1' });
    if (segment === 1) lines += line({ kind: 'link', event: 'open', link: 1, transport: 'v1' });
    for (let filled = 0; filled < SEGMENT_BYTES && written < bytes; lines = '') {
      for (let index = 0; index < BATCH; index += 1) lines += line(message(record, size));
      const done = writeSync(file, lines);
      filled += done;
      written += done;
    }
    closeSync(file);
  }
  writeFirstManifest(folder);
}

function message(record: number, size: number): Readonly<Record<string, unknown>> {
  const device = record % DEVICES;
  const values = JSON.stringify({ device: `sensor-${device}`, values: [1.25, 2.5, record] });
  return {
    kind: 'data',
    link: 1,
    identity: `tablet-${device}`,
    sid: `PA_abcdefgh${device}`,
    sequence: record,
    topic: `sensor/${device % 5}`,
    reliable: true,
    text: values.padEnd(size, 'x'),
  };
}
