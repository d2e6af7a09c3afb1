/** Health in words, from the snapshot alone. */
import type { WindowService, WindowSnapshot } from '../../../shared/ipc/views.ts';
import { ago, span } from '../../../shared/format/times.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { isLive } from '../../state/recording-light.ts';

const texts = strings.home.health;

export type HealthLevel = 'good' | 'unknown' | 'warning' | 'bad';

export interface Health {
  readonly level: HealthLevel;
  readonly word: string;
  readonly detail: string;
  /** What to do; only when something is to be done. */
  readonly fix?: string;
}

/** The worst of several projects' services. */
export function serviceHealth(
  services: readonly WindowService[],
  goodDetail: string,
  now: number,
): Health {
  const troubled = services.find(({ state }) => state === 'trouble');
  const problem = troubled?.error ?? null;
  if (troubled !== undefined && problem !== null) {
    const { message, fix } = problem;
    const since = troubled.lastOkAt === null ? null : ago(troubled.lastOkAt, now);
    return { level: 'bad', word: texts.trouble, detail: texts.troubleSince(message, since), fix };
  }
  if (services.every(({ state }) => state === 'ok')) {
    return { level: 'good', word: texts.fine, detail: goodDetail };
  }
  return { level: 'unknown', word: texts.connecting, detail: texts.noAnswer };
}

export function roomsHealth({ sessions, capture }: WindowSnapshot): Health {
  const live = sessions.filter(isLive);
  const { rooms } = texts;
  if (live.length === 0) return { level: 'good', word: rooms.ready, detail: rooms.noSession };
  const away = live.filter(({ phase, error }) => phase === 'interrupted' || error !== null);
  const first = away[0];
  if (first !== undefined) {
    const detail = first.error?.message ?? rooms.away;
    const fix = first.error?.fix;
    const word = rooms.notJoined(away.length);
    return { level: 'bad', word, detail, ...(fix === undefined ? {} : { fix }) };
  }
  const joined = live.filter(({ phase }) => phase === 'recording').length;
  return {
    level: 'good',
    word: texts.fine,
    detail: rooms.joined(joined, live.length, capture.restarts),
  };
}

export function diskHealth(disk: WindowSnapshot['disk'], now: number): Health {
  if (disk === null)
    return { level: 'unknown', word: texts.disk.unknown, detail: texts.disk.unreadable };
  const left = disk.fullAt === null ? null : disk.fullAt - now;
  const detail = texts.disk.free(disk.freeBytes, left === null ? null : span(left));
  if (disk.level !== 'fine') {
    const level = disk.level === 'urgent' ? 'bad' : 'warning';
    return { level, word: texts.disk.fillingUp, detail, fix: texts.disk.fix };
  }
  return { level: 'good', word: texts.fine, detail };
}

export function uploadsHealth({
  failed,
  uploading,
  waiting,
  verified,
}: WindowSnapshot['uploads']): Health {
  const { uploads } = texts;
  if (failed > 0) {
    const { keptSafe: detail, fix } = uploads;
    return { level: 'bad', word: uploads.failed(failed), detail, fix };
  }
  if (uploading + waiting > 0) {
    return { level: 'good', word: uploads.sending, detail: uploads.queue(uploading, waiting) };
  }
  const detail = verified === 0 ? uploads.nothingToSend : uploads.verified(verified);
  return { level: 'good', word: texts.fine, detail };
}
