/** Messages and notes as WebVTT, so that a player shows them over a video. */
import type { ExportRow } from './export-row.ts';
import type { OutputFile } from './output-file.ts';
import type { PlacedNote } from './placed-notes.ts';
import type { RowSink } from './read-rows.ts';
import { isoNanos } from './stamp.ts';

const CLIP = 2000;
const MS = 1_000_000n;

export interface VttOptions {
  /** Nanoseconds since 1970: the moment 0 of the video. */
  readonly start: bigint;
  /** How long a cue is shown. */
  readonly cueMs: number;
  /** In the order of time: each stands before what came after it. */
  readonly notes: readonly PlacedNote[];
}

export class VttSink implements RowSink {
  readonly #out: OutputFile;
  readonly #start: bigint;
  readonly #cueMs: bigint;
  readonly #notes: readonly PlacedNote[];
  #nextNote = 0;
  #cues = 0;
  /** Messages before the start: a video has no time for them. */
  leftOut = 0;

  constructor(out: OutputFile, { start, cueMs, notes }: VttOptions) {
    this.#out = out;
    this.#start = start;
    this.#cueMs = BigInt(cueMs);
    this.#notes = notes;
    out.bytes.text(`WEBVTT\n\nNOTE 00:00:00.000 is ${isoNanos(start)}\n`);
  }

  get cues(): number {
    return this.#cues;
  }

  row(row: ExportRow): void {
    const at = row.arrival();
    this.#notesUntil(at);
    this.#cue(at, () => `${voiceOf(row)}${textOf(row)}`);
  }

  /** After the last row: the notes that were taken then. */
  end(): void {
    this.#notesUntil(null);
  }

  #notesUntil(at: bigint | null): void {
    for (;;) {
      const note = this.#notes[this.#nextNote];
      if (note === undefined || (at !== null && note.at > at)) return;
      this.#nextNote += 1;
      this.#cue(note.at, () => `<v note>${escaped(clippedText(note.text))}`);
    }
  }

  #cue(at: bigint, text: () => string): void {
    const onset = at - this.#start;
    if (onset < 0n) {
      this.leftOut += 1;
      return;
    }
    this.#cues += 1;
    const from = onset / MS;
    const times = `${timeText(from)} --> ${timeText(from + this.#cueMs)}`;
    this.#out.bytes.text(`\n${this.#cues}\n${times}\n${text()}\n`);
  }

  async drain(): Promise<void> {
    await this.#out.drain();
  }
}

/** Hours, minutes, seconds, milliseconds; more than 99 hours take more digits. */
function timeText(milliseconds: bigint): string {
  const padded = (value: bigint, digits: number): string => String(value).padStart(digits, '0');
  const seconds = milliseconds / 1000n;
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  return `${clock.map((part) => padded(part, 2)).join(':')}.${padded(milliseconds % 1000n, 3)}`;
}

/** Who says it, and in which topic. */
function voiceOf({ identity, topic }: ExportRow): string {
  if (identity === null && topic === null) return '';
  const where = topic === null ? '' : ` (${topic})`;
  return `<v ${escaped(`${identity ?? ''}${where}`)}>`;
}

function textOf(row: ExportRow): string {
  const text = row.text();
  switch (row.encoding) {
    case 'base64':
      return `[${Buffer.from(text, 'base64').length} bytes, no text]`;
    case 'lost':
      return '[lost]';
    case 'file':
      return `[in ${escaped(text)}]`;
    case 'utf-8':
    case 'json':
      return escaped(clippedText(text));
  }
}

const clippedText = (text: string): string =>
  text.length > CLIP ? `${text.slice(0, CLIP)}…` : text;

/**
 * Nothing in it is markup, and it stays one line: a cue ends at an empty line. Control characters are
 * shown as their pictures (U+2400 and on), a line break as U+240A.
 */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[^\u0020-\uffff]/g, (character) =>
      String.fromCharCode(0x2400 + character.charCodeAt(0)),
    );
}
