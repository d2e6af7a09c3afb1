/** What the timeline shows, in words: for the line below it, for the list, for screen readers. */
import { assertNever } from '../../../../shared/assert-never.ts';
import type { LookEvent, Timeline } from '../../../../shared/timeline.ts';
import type { GapReason } from '../../../../shared/records.ts';
import { count, plural } from '../../../../shared/format/numbers.ts';
import { nanosTime, span, timeOfDay } from '../../../../shared/format/times.ts';

export const millis = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1_000_000n);

const gapWords: Readonly<Record<GapReason, string>> = {
  'late-join': 'the session had begun before the recorder joined',
  'recorder-restart': 'the recorder was not running, or not in the room',
  'link-lost': 'the connection to the room was lost',
  overload: 'this computer was too slow',
  disk: 'the disk could not be written',
  sequence: 'numbers of a sender are missing',
  counter: 'numbers of a counter in the messages are missing',
  corrupt: 'records cannot be read any more',
};

export function eventWords(event: LookEvent): string {
  const who = event.identity ?? 'somebody';
  switch (event.type) {
    case 'present':
      return `${who} was there already`;
    case 'joined':
      return `${who} joined`;
    case 'left':
      return `${who} left`;
    case 'gap':
      return gapText(event);
    case 'link-lost':
      return 'the connection to the room broke; the recorder connects again';
    case 'room-ended':
      return 'the room ended';
    case 'session-started':
      return 'the session started';
    case 'session-stopped':
      return 'the session stopped';
    default:
      return assertNever(event.type);
  }
}

function gapText({ reason, at, to, identity, text }: LookEvent): string {
  const why = reason === undefined ? 'something may be missing' : gapWords[reason];
  const ms = to === null ? 0 : millis(to) - millis(at);
  const long = ms < 1000 ? '' : ` for ${span(ms)}`;
  const whose = identity === null ? '' : ` (${identity})`;
  const detail = reason === 'sequence' || reason === 'counter' ? `: ${text}` : '';
  return `Gap${long}${whose}: ${why}${detail}`;
}

/** Everything about one column. */
export function columnWords(timeline: Timeline, column: number): string {
  const { from, columnMs, totals, events, notes } = timeline;
  const start = from + column * columnMs;
  const end = start + columnMs;
  const total = totals[column] ?? 0;
  const parts = [`${timeOfDay(start)} to ${timeOfDay(end)}: ${plural(total, 'message')}`];
  const isIn = (at: number, to = at): boolean => at < end && to >= start;
  const inside = events.filter(({ at, to }) =>
    isIn(millis(at), to === null ? undefined : millis(to)),
  );
  parts.push(...inside.slice(0, 4).map(eventWords));
  if (inside.length > 4) parts.push(`and ${count(inside.length - 4)} more`);
  for (const { pressed, text, isWithdrawn } of notes) {
    if (!isWithdrawn && isIn(millis(pressed))) parts.push(`Note at ${nanosTime(pressed)}: ${text}`);
  }
  return parts.join('. ');
}
