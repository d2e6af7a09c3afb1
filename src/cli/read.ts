/** `syncflow-recorder read DIR` */
import { once } from 'node:events';
import type { Missing } from '../engine/recording/reader/missing.ts';
import {
  RecordingReader,
  type LaneRecord,
  type MergedFilter,
} from '../engine/recording/reader/recording-reader.ts';
import { RecorderError } from '../shared/errors.ts';
import { redact } from '../shared/redact.ts';
import { EXIT_CANCELLED } from './long-work.ts';
import { isRecording } from './recordings-at.ts';

/** What is known to be missing from what was read: the same as of `verify`. */
const EXIT_MISSING = 3;
const CLIP = 120;

export interface ReadCommand {
  readonly folder: string;
  readonly filter: MergedFilter;
  /** Only so many, from the end; null: all, from the beginning. */
  readonly last: number | null;
  readonly json: boolean;
}

/**
 * Prints records, lanes merged, in the order of their arrival; what is missing goes to standard error.
 * Also of a recording that is being written. Ends quietly when nobody reads on (`| head`).
 * @returns Exit code 0; 3 when something is missing.
 */
export async function readCommand({ folder, filter, last, json }: ReadCommand): Promise<number> {
  if (!isRecording(folder)) throw new RecorderError('usage', `${folder} is not a recording`);
  const reader = new RecordingReader(folder);
  const print = json ? jsonLine : textLine;
  const stop = new AbortController();
  let exitCode = 0;
  // The reader of a pipe has gone: there is nobody to tell.
  process.stdout.once('error', () => {
    stop.abort();
  });
  process.once('SIGINT', () => {
    exitCode = EXIT_CANCELLED;
    stop.abort();
  });
  const onMissing = (lane: string, missing: Missing): void => {
    exitCode ||= EXIT_MISSING;
    process.stderr.write(`${redact(`lane ${lane}: ${describeMissing(missing)}`)}\n`);
  };
  try {
    if (last !== null) {
      const records: LaneRecord[] = [];
      const options = { direction: 'backward', signal: stop.signal } as const;
      for await (const one of reader.read(filter, options)) {
        if (records.push(one) >= last) break;
      }
      for (const one of records.reverse()) await write(print(one), stop.signal);
    } else {
      for await (const one of reader.read(filter, { signal: stop.signal, onMissing })) {
        await write(print(one), stop.signal);
      }
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  return exitCode;
}

async function write(line: string, signal: AbortSignal): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain', { signal });
}

function jsonLine({ lane, record }: LaneRecord): string {
  return JSON.stringify({ lane, ...record });
}

/** Time, kind, who, topic, and what it holds as far as it fits. */
function textLine({ record }: LaneRecord): string {
  const member = (name: string): string => {
    const value: unknown = Reflect.get(record, name);
    return typeof value === 'string' ? value : '';
  };
  const time = new Date(Number(BigInt(record.arrival) / 1_000_000n)).toISOString();
  const what = member('text') || member('reason') || member('event') || member('base64');
  const shown = what.length > CLIP ? `${what.slice(0, CLIP)}…` : what;
  const parts = [time, record.kind.padEnd(11), member('identity'), member('topic'), shown];
  return parts
    .filter((part) => part !== '')
    .map(oneLine)
    .join('  ');
}

/** Control characters would play with the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}

function describeMissing(missing: Missing): string {
  if (missing.what === 'tail') {
    return `${missing.bytes} bytes at the end of ${missing.file} are no record`;
  }
  const { file, firstRecord, lastRecord, unreadable } = missing;
  const which =
    firstRecord === null ? '' : ` records ${firstRecord} to ${lastRecord ?? ''} missing,`;
  return `before or in ${file}:${which} ${unreadable} unreadable lines`;
}
