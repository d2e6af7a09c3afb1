/** What needs a person, in words, with where to go; the most urgent first. From the snapshot alone. */
import type { PresenceView } from '../../../shared/ipc/desk.ts';
import type { WindowSession, WindowSnapshot } from '../../../shared/ipc/views.ts';
import { plural } from '../../format/numbers.ts';
import type { Page } from '../../state/navigation.ts';
import { isLive, lightOf } from '../../state/recording-light.ts';

export interface Need {
  readonly key: string;
  readonly what: string;
  /** Whether the data is safe, or what to do. */
  readonly then: string;
  readonly action: string;
  readonly to: Page;
}

/** Names in one sentence. */
const NAMED = 8;

/** @param presence Of the live sessions, as far as it is known. */
export function needsOf(
  { sessions, uploads, disk }: Pick<WindowSnapshot, 'sessions' | 'uploads' | 'disk'>,
  presence: ReadonlyMap<string, PresenceView>,
  now: number,
): Need[] {
  const live = sessions.filter(isLive);
  const needs: Need[] = live.flatMap((session) => missingDevices(session, presence));
  for (const session of live) needs.push(...notRecorded(session, now), ...laneDown(session));
  if (disk !== null && disk.level !== 'fine') {
    needs.push({
      key: 'disk',
      what: 'The disk of the recordings is filling up',
      then: 'Free space on it, or choose a folder on another disk.',
      action: 'Open settings',
      to: { page: 'settings' },
    });
  }
  if (uploads.failed > 0) {
    needs.push({
      key: 'uploads',
      what: `${plural(uploads.failed, 'upload')} failed`,
      then: 'Nothing is lost: the files are on this disk.',
      action: 'See why',
      to: { page: 'uploads' },
    });
  }
  return needs;
}

function missingDevices(
  { sessionId, name }: WindowSession,
  presence: ReadonlyMap<string, PresenceView>,
): Need[] {
  const known = presence.get(sessionId);
  if (known === undefined || known.missingCount === 0) return [];
  const missing = known.expected.filter(({ present }) => present === null);
  const names = missing.slice(0, NAMED).map((device) => device.name);
  const more = known.missingCount - names.length;
  const list = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return [
    {
      key: `missing ${sessionId}`,
      what: `${name}: ${plural(known.missingCount, 'expected device')} missing`,
      then: `${list}. Look whether they are switched on and in the network.`,
      action: 'Who is there',
      to: { page: 'session', sessionId, view: 'devices' },
    },
  ];
}

function notRecorded(session: WindowSession, now: number): Need[] {
  const light = lightOf(session, now, 0);
  // What a person stopped herself needs nobody.
  if (light.kind !== 'not-recording' || session.phase === 'stopped') return [];
  const fix = session.traffic?.journalError?.fix ?? session.error?.fix;
  return [
    {
      key: `light ${session.sessionId}`,
      what: `${session.name} is not being recorded: ${light.detail}`,
      then: fix ?? 'The recorder tries again by itself. What was recorded before is safe.',
      action: 'Open',
      to: { page: 'session', sessionId: session.sessionId },
    },
  ];
}

function laneDown({ sessionId, name, warning }: WindowSession): Need[] {
  if (warning === null) return [];
  return [
    {
      key: `lane ${sessionId}`,
      what: `${name}: ${warning.message}`,
      then: 'The other recorder records. Nothing is lost as long as it does.',
      action: 'Open',
      to: { page: 'session', sessionId },
    },
  ];
}
