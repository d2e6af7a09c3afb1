/** Makes a recording of JSON messages for the bench of exports, from docs/data-format.md. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { benchLine, segmentName, writeFirstManifest } from './bench-recording.ts';

const SEGMENT_BYTES = 64 * 1024 * 1024;
const BATCH = 1000;
const DEVICES = 20;
/** 20,000 messages a second. */
const STEP_NS = 50_000;
const START_SECONDS = 1_760_000_000;
export const PAYLOAD_BYTES = 200;

/** Writes segments of `data` records whose payloads are JSON objects of 200 bytes, all different. */
export function writeJsonRecording(folder: string, messages: number): void {
  mkdirSync(folder, { recursive: true });
  let record = 0;
  let sent = 0;
  const line = (members: string): string => {
    record += 1;
    const offset = record * STEP_NS;
    const seconds = START_SECONDS + Math.floor(offset / 1e9);
    const nanos = String(offset % 1e9).padStart(9, '0');
    const open = `{"record":${record},"arrival":"${seconds}${nanos}","monotonic":"${offset}",${members}`;
    return benchLine(open);
  };
  for (let segment = 1; sent < messages; segment += 1) {
    const file = openSync(join(folder, segmentName(segment)), 'wx', 0o600);
    const header = '"kind":"segment","format":"syncflow-recording","version":1';
    let lines = line(
      `${header},"recordingId":"bench","segment":${segment},"lane":"a","software":"bench 1"`,
    );
    for (let filled = 0; filled < SEGMENT_BYTES && sent < messages; lines = '') {
      for (let count = 0; count < BATCH && sent < messages; count += 1) {
        lines += line(message(sent));
        sent += 1;
      }
      filled += writeSync(file, lines);
    }
    closeSync(file);
  }
  writeFirstManifest(folder);
}

/** A reading of a device: fields that repeat, numbers that do not. */
function message(place: number): string {
  const device = place % DEVICES;
  const noise = Math.imul(place + 1, 0x9e3779b1) >>> 0;
  const text = JSON.stringify({
    device: `sensor-${device}`,
    seq: place,
    t: 1_760_000_000_000 + place,
    accel: { x: (noise % 20_000) / 1e4 - 1, y: ((noise >>> 8) % 20_000) / 1e4 - 1, z: 0.98 },
    state: place % 50 === 0 ? 'moved' : 'still',
    battery: 100 - (place % 1000) / 10,
  });
  const padding = PAYLOAD_BYTES - text.length - ',"note":""'.length;
  const payload = `${text.slice(0, -1)},"note":"${'calibrated at the start of the lesson'.repeat(3).slice(0, padding)}"}`;
  const routing = `"kind":"data","link":1,"identity":"tablet-${device}","sid":"PA_abcdefgh${device}"`;
  const head = `"sequence":${place + 1},"topic":"sensor/${device % 5}","reliable":true`;
  return `${routing},${head},"text":${JSON.stringify(payload)}`;
}
