/** A ping of one session: token, question, marks in its recording, and who answered (docs/ping.md). */
import { randomUUID } from 'node:crypto';
import { registerSecret } from '../../shared/redact.ts';
import {
  PING_IDENTITY,
  type PingMark,
  type PingParticipant,
  type PingResult,
} from '../../shared/ping.ts';
import type { NoteRecord } from '../../shared/records.ts';
import { refusePlain } from '../network/plain-hosts.ts';
import { pingRoom, type PingAnswers, type SpawnPing } from './ping-room.ts';

/** How long answers are waited for. */
export const PING_WAIT_MS = 5_000;

export interface PingRequest {
  readonly sessionId: string;
  readonly spawn: SpawnPing;
  /** A token to join the session's room visibly as this identity. */
  readonly token: (identity: string) => Promise<{ readonly url: string; readonly token: string }>;
  readonly plainHosts: readonly string[];
  readonly expected: readonly { readonly name: string; readonly group: string }[];
  /** Into the recording; false when nothing records the session. */
  readonly mark: (note: NoteRecord) => boolean;
  readonly waitMs?: number;
}

/** @throws RecorderError `ping-failed`, `syncflow-…`, `plain-connection-refused` */
export async function pingSession(request: PingRequest): Promise<PingResult> {
  const { sessionId, spawn, plainHosts, expected, waitMs = PING_WAIT_MS } = request;
  const pingId = randomUUID();
  const identity = `${PING_IDENTITY}${pingId}`;
  const { url, token } = await request.token(identity);
  registerSecret(token);
  refusePlain(new URL(url), plainHosts, 'The LiveKit server');
  let askedAt = Date.now();
  const marks: boolean[] = [];
  const mark = (text: string, more: Omit<PingMark, 'id' | 'identity'>): void => {
    marks.push(request.mark({ kind: 'note', text, ping: { id: pingId, identity, ...more } }));
  };
  try {
    const answers = await pingRoom(spawn, { type: 'ask', url, token, waitMs }, (participants) => {
      askedAt = Date.now();
      mark(`ping: asked ${named(participants)}`, { event: 'asked' });
    });
    mark(markText(answers), {
      event: 'answered',
      answers: answers.answers.map(({ identity: who, roundTripMs }) => ({
        identity: who,
        roundTrip: String(Math.round(roundTripMs * 1e6)),
      })),
      silent: answers.silent.map(({ identity: who }) => who),
    });
    return {
      ...{ pingId, sessionId, askedAt, waitMs },
      isMarked: marks.every(Boolean),
      answers: answers.answers,
      silent: answers.silent,
      absent: absentOf(expected, answers),
    };
  } catch (thrown) {
    if (marks.length > 0) mark('ping: it broke off', { event: 'failed' });
    throw thrown;
  }
}

/** Expected devices that neither answered nor are in the room without an answer. */
function absentOf(
  expected: PingRequest['expected'],
  { answers, silent }: PingAnswers,
): PingResult['absent'] {
  const there = new Set([...answers, ...silent].flatMap(({ identity, name }) => [identity, name]));
  return expected
    .filter(({ name }) => !there.has(name))
    .map(({ name, group }) => ({ name, group }));
}

function markText({ answers, silent }: PingAnswers): string {
  const rest = silent.length === 0 ? '' : `; no answer from ${named(silent)}`;
  return `ping: ${answers.length} answered${rest}`;
}

const NAMED = 10;

function named(participants: readonly PingParticipant[]): string {
  if (participants.length === 0) return 'nobody';
  const names = participants.slice(0, NAMED).map(({ identity }) => identity);
  const more = participants.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
