/**
 * The honest red light: what a session's state means for the data, derived from bytes that reached the
 * disk and never from intent (ux.md §2, point 7).
 */
import { assertNever } from '../../shared/assert-never.ts';
import type { WindowSession } from '../../shared/ipc/views.ts';
import { RECENT_WRITE_MS } from '../../shared/recent-write.ts';
import { span } from '../../shared/format/times.ts';

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
    return notRecording(`the recorder has been silent for ${span(newsAgeMs)}`);
  }
  switch (session.phase) {
    case 'recording':
      return recordingLight(session, now);
    case 'waiting':
    case 'connecting':
    case 'checking':
      if (session.error !== null) return notRecording(session.error.message);
      return { kind: 'starting', word: 'Joining', detail: startingDetail[session.phase] };
    case 'interrupted':
      return notRecording(session.error?.message ?? 'the connection to the room is lost');
    case 'closing':
      return { kind: 'closing', word: 'Closing', detail: 'the last messages are being written' };
    case 'finalising':
      return { kind: 'closing', word: 'Finishing', detail: 'the files are read again and checked' };
    case 'stopped':
      return notRecording(`stopped by hand ${span(now - session.since)} ago`);
    case 'ghost':
      return notRecording('SyncFlow lists this session, but its room is gone');
    case 'ended':
      return { kind: 'done', word: 'Finished', detail: 'see Recordings for the receipt' };
    default:
      return assertNever(session.phase);
  }
}

const startingDetail = {
  waiting: 'about to join the room',
  connecting: 'connecting to the room',
  checking: 'checking that the room belongs to this session',
} as const;

function recordingLight({ traffic, error }: WindowSession, now: number): Light {
  const problem = traffic?.journalError ?? error;
  if (problem !== null) return notRecording(problem.message);
  const lastWriteAt = traffic?.lastWriteAt ?? null;
  if (traffic === null || traffic.messages === 0 || lastWriteAt === null) {
    return { kind: 'waiting', word: 'Waiting for data', detail: 'connected; nothing was sent yet' };
  }
  const age = now - lastWriteAt;
  if (age <= RECENT_WRITE_MS) {
    return { kind: 'recording', word: 'Recording', detail: 'messages reach the disk' };
  }
  return {
    kind: 'waiting',
    word: 'Waiting for data',
    detail: `connected; silent for ${span(age)}`,
  };
}

function notRecording(detail: string): Light {
  return { kind: 'not-recording', word: 'Not recording', detail };
}

/** Sessions that are of interest now. */
export function isLive({ phase }: WindowSession): boolean {
  return phase !== 'ended' && phase !== 'ghost';
}
