/** How kinds of records are called for people, and times that they type. */
import { strings } from '../../shared/strings/strings.ts';

const words: Readonly<Record<string, string>> = strings.messages.kinds;

export function kindWord(kind: string): string {
  return words[kind] ?? kind;
}

/** Kinds that something sent; the others tell what happened. */
const sent: ReadonlySet<string> = new Set([
  ...['data', 'chat', 'text-stream', 'byte-stream', 'data-track', 'transcription', 'dtmf'],
  ...['metrics', 'rpc', 'encrypted', 'unknown'],
]);

export function isSent(kind: string): boolean {
  return sent.has(kind);
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The moment that a time of day means in a recording: the first such one that is not before its beginning.
 * @param time `14:05` or `14:05:30`. @returns Unix milliseconds; null when it is no time.
 */
export function momentOf(time: string, startedAt: number): number | null {
  const [, hours, minutes, seconds = '0'] = /^(\d\d):(\d\d)(?::(\d\d))?$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const at = new Date(startedAt);
  at.setHours(Number(hours), Number(minutes), Number(seconds), 0);
  // The field has no milliseconds: what is within the second of the beginning is the beginning.
  return at.getTime() < startedAt - 1000 ? at.getTime() + DAY_MS : at.getTime();
}
