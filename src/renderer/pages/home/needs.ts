/**
 * What needs a person, in words, with where to go; from the snapshot alone. What is lost for good while nobody
 * acts stands first: a session that is not recorded, then the disk, then devices that may still come.
 */
import type { PresenceView } from '../../../shared/ipc/desk.ts';
import type { WindowSession, WindowSnapshot } from '../../../shared/ipc/views.ts';
import { strings } from '../../../shared/strings/strings.ts';
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

const texts = strings.home.needs;

/** Names in one sentence. */
const NAMED = 8;

/** @param presence Of the live sessions, as far as it is known. */
export function needsOf(
  { sessions, uploads, disk }: Pick<WindowSnapshot, 'sessions' | 'uploads' | 'disk'>,
  presence: ReadonlyMap<string, PresenceView>,
  now: number,
): Need[] {
  const live = sessions.filter(isLive);
  const needs: Need[] = live.flatMap((session) => notRecorded(session, now));
  if (disk !== null && disk.level !== 'fine') {
    needs.push({
      key: 'disk',
      what: texts.diskFilling,
      then: texts.freeSpace,
      action: strings.common.openSettings,
      to: { page: 'settings' },
    });
  }
  for (const session of live) needs.push(...laneDown(session));
  for (const session of live) needs.push(...missingDevices(session, presence));
  if (uploads.failed > 0) {
    needs.push({
      key: 'uploads',
      what: texts.uploadsFailed(uploads.failed),
      then: texts.filesAreSafe,
      action: texts.seeWhy,
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
  return [
    {
      key: `missing:${sessionId}`,
      what: texts.devicesMissing(name, known.missingCount),
      then: texts.lookAtDevices(names, known.missingCount - names.length),
      action: strings.common.whoIsThere,
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
      key: `light:${session.sessionId}`,
      what: texts.notRecorded(session.name, light.detail),
      then: fix ?? texts.triesAgain,
      action: strings.common.open,
      to: { page: 'session', sessionId: session.sessionId },
    },
  ];
}

function laneDown({ sessionId, name, warning }: WindowSession): Need[] {
  if (warning === null) return [];
  return [
    {
      key: `lane:${sessionId}`,
      what: texts.lane(name, warning.message),
      then: texts.otherRecords,
      action: strings.common.open,
      to: { page: 'session', sessionId },
    },
  ];
}
