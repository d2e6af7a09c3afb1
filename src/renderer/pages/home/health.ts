/** Health in words, from the snapshot alone. */
import type { WindowService, WindowSnapshot } from '../../../shared/ipc/views.ts';
import { bytes, plural } from '../../../shared/format/numbers.ts';
import { ago, span } from '../../../shared/format/times.ts';
import { isLive } from '../../state/recording-light.ts';

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
    const since = troubled.lastOkAt === null ? '' : ` Last fine ${ago(troubled.lastOkAt, now)}.`;
    const { message, fix } = problem;
    return { level: 'bad', word: 'Trouble', detail: `${message}${since}`, fix };
  }
  if (services.every(({ state }) => state === 'ok')) {
    return { level: 'good', word: 'Fine', detail: goodDetail };
  }
  return { level: 'unknown', word: 'Connecting', detail: 'no answer yet' };
}

export function roomsHealth({ sessions, capture }: WindowSnapshot): Health {
  const live = sessions.filter(isLive);
  if (live.length === 0) return { level: 'good', word: 'Ready', detail: 'no session now' };
  const away = live.filter(({ phase, error }) => phase === 'interrupted' || error !== null);
  const first = away[0];
  if (first !== undefined) {
    const detail = first.error?.message ?? 'the room is away';
    const fix = first.error?.fix;
    const word = `${away.length} not joined`;
    return { level: 'bad', word, detail, ...(fix === undefined ? {} : { fix }) };
  }
  const restarts = capture.restarts === 0 ? '' : `; restarted ${plural(capture.restarts, 'time')}`;
  const joined = live.filter(({ phase }) => phase === 'recording').length;
  return { level: 'good', word: 'Fine', detail: `${joined} of ${live.length} joined${restarts}` };
}

export function diskHealth(disk: WindowSnapshot['disk'], now: number): Health {
  if (disk === null) return { level: 'unknown', word: 'Unknown', detail: 'cannot be read' };
  const free = `${bytes(disk.freeBytes)} free`;
  const left = disk.fullAt === null ? null : disk.fullAt - now;
  const forecast = left === null ? '' : `; full in ${span(left)} at this rate`;
  if (disk.level !== 'fine') {
    const level = disk.level === 'urgent' ? 'bad' : 'warning';
    const fix = 'Free space on this disk, or choose a folder on another one.';
    return { level, word: 'Filling up', detail: `${free}${forecast}`, fix };
  }
  return { level: 'good', word: 'Fine', detail: `${free}${forecast}` };
}

export function uploadsHealth({
  failed,
  uploading,
  waiting,
  verified,
}: WindowSnapshot['uploads']): Health {
  if (failed > 0) {
    const fix = 'Open Uploads to see why, and try again.';
    return { level: 'bad', word: `${failed} failed`, detail: 'kept safe on this disk', fix };
  }
  if (uploading + waiting > 0) {
    return { level: 'good', word: 'Sending', detail: `${uploading} now, ${waiting} waiting` };
  }
  const detail = verified === 0 ? 'nothing to send' : `${plural(verified, 'file')} verified`;
  return { level: 'good', word: 'Fine', detail };
}
