/**
 * The honest red light: what a session's state means for the data, derived from bytes that reached the
 * disk and never from intent (ux.md §2, point 7).
 */
import { assertNever } from '../../shared/assert-never.ts';
import type { WindowSession } from '../../shared/ipc/views.ts';
import { RECENT_WRITE_MS } from '../../shared/recent-write.ts';
import { span } from '../../shared/format/times.ts';
import { strings } from '../../shared/strings/strings.ts';

const texts = strings.light;
const { words } = texts;

export type LightKind = 'recording' | 'waiting' | 'starting' | 'not-recording' | 'closing' | 'done';

export interface Light {
  readonly kind: LightKind;
  /** One or two words. */
  readonly word: string;
  /** Why, or since when; a sentence without its full stop. */
  readonly detail: string;
}

/** The recorder tells of itself each second; silent for this long, nothing is known any more. */
export const NEWS_LIMIT_MS = 5000;

/** @param newsAgeMs How old the snapshot is that the session is from. */
export function lightOf(session: WindowSession, now: number, newsAgeMs: number): Light {
  if (newsAgeMs > NEWS_LIMIT_MS && session.phase !== 'ended') {
    return notRecording(texts.recorderSilent(span(newsAgeMs)));
  }
  switch (session.phase) {
    case 'recording':
      return recordingLight(session, now);
    case 'waiting':
    case 'connecting':
    case 'checking':
      if (session.error !== null) return notRecording(session.error.message);
      return { kind: 'starting', word: words.starting, detail: texts.joining[session.phase] };
    case 'interrupted':
      return notRecording(session.error?.message ?? texts.connectionLost);
    case 'closing':
      return { kind: 'closing', word: words.closing, detail: texts.lastAreWritten };
    case 'finalising':
      return { kind: 'closing', word: words.finishing, detail: texts.filesAreChecked };
    case 'stopped':
      return notRecording(texts.stoppedByHand(span(now - session.since)));
    case 'ghost':
      return notRecording(texts.ghost);
    case 'ended':
      return { kind: 'done', word: words.done, detail: texts.seeReceipt };
    default:
      return assertNever(session.phase);
  }
}

function recordingLight({ traffic, error }: WindowSession, now: number): Light {
  const problem = traffic?.journalError ?? error;
  if (problem !== null) return notRecording(problem.message);
  const lastWriteAt = traffic?.lastWriteAt ?? null;
  if (traffic === null || traffic.messages === 0 || lastWriteAt === null) {
    return { kind: 'waiting', word: words.waiting, detail: texts.nothingSent };
  }
  const age = now - lastWriteAt;
  if (age <= RECENT_WRITE_MS) {
    return { kind: 'recording', word: words.recording, detail: texts.reachDisk };
  }
  return {
    kind: 'waiting',
    word: words.waiting,
    detail: texts.silent(span(age)),
  };
}

function notRecording(detail: string): Light {
  return { kind: 'not-recording', word: words.notRecording, detail };
}

/** Sessions that are of interest now. */
export function isLive({ phase }: Pick<WindowSession, 'phase'>): boolean {
  return phase !== 'ended' && phase !== 'ghost';
}
