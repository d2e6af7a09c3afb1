/** What the timeline shows, in words: for the line below it, for the list, for screen readers. */
import { assertNever } from '../../../../shared/assert-never.ts';
import type { LookEvent, Timeline } from '../../../../shared/timeline.ts';
import { strings } from '../../../../shared/strings/strings.ts';

export const millis = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1_000_000n);

const texts = strings.session.timeline;

export function eventWords(event: LookEvent): string {
  const who = event.identity ?? texts.event.somebody;
  switch (event.type) {
    case 'present':
      return texts.event.present(who);
    case 'joined':
      return texts.event.joined(who);
    case 'left':
      return texts.event.left(who);
    case 'gap':
      return gapText(event);
    case 'link-lost':
      return event.lane === undefined ? texts.event.linkLost : texts.event.laneLost(event.lane);
    case 'room-ended':
      return texts.event.roomEnded;
    case 'session-started':
      return texts.event.sessionStarted;
    case 'session-stopped':
      return texts.event.sessionStopped;
    default:
      return assertNever(event.type);
  }
}

function gapText({ reason, at, to, identity, text, lane, isFilled }: LookEvent): string {
  const { gap } = texts.event;
  const ms = to === null ? 0 : millis(to) - millis(at);
  const words =
    reason === 'sequence' || reason === 'counter'
      ? gap.text(ms, '', text)
      : gap.text(ms, identity ?? '', reason === undefined ? gap.unknown : gap.reasons[reason]);
  return lane === undefined ? words : gap.ofLane(lane, words, isFilled ?? null);
}

/** Everything about one column. */
export function columnWords(timeline: Timeline, column: number): string {
  const { from, columnMs, totals, events, notes } = timeline;
  const start = from + column * columnMs;
  const end = start + columnMs;
  const total = totals[column] ?? 0;
  const parts = [texts.column(start, end, total)];
  const isIn = (at: number, to = at): boolean => at < end && to >= start;
  const inside = events.filter(({ at, to }) =>
    isIn(millis(at), to === null ? undefined : millis(to)),
  );
  parts.push(...inside.slice(0, 4).map(eventWords));
  if (inside.length > 4) parts.push(strings.common.andMore(inside.length - 4));
  for (const { pressed, text, isWithdrawn } of notes) {
    if (!isWithdrawn && isIn(millis(pressed))) parts.push(texts.noteAt(pressed, text));
  }
  return parts.join('. ');
}
