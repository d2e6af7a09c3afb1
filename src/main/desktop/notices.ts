/**
 * What somebody has to see to, from a snapshot: one notice for each cause, however many sessions or files
 * it concerns. Messages, and what the recorder mends by itself, are none (ux.md §2, point 15).
 */
import type { ErrorCode, ErrorView } from '../../shared/errors.ts';
import { sentence } from '../../shared/format/sentence.ts';
import type { NoticeKind, Place } from '../../shared/ipc/desktop.ts';
import type { WindowSession, WindowSnapshot } from '../../shared/ipc/views.ts';
import { strings } from '../../shared/strings/strings.ts';

const texts = strings.notices;

export interface Notice {
  /** Equal for the same cause. */
  readonly key: string;
  readonly kind: NoticeKind;
  readonly title: string;
  readonly body: string;
  /** Where the action is. */
  readonly place: Place;
}

/** A failed upload: only that and why matter here. */
export interface FailedUpload {
  readonly errorCode: ErrorCode | null;
  readonly reason: string | null;
  readonly fix: string | null;
}

/** What is tried again by itself is told of only when it lasted so long. */
export const PATIENCE_MS = 60_000;

const settings: Place = { page: 'settings', tab: 'recording' };
const over: ReadonlySet<WindowSession['phase']> = new Set(['ended', 'ghost', 'stopped']);

export function noticesOf(
  snapshot: WindowSnapshot,
  failed: readonly FailedUpload[],
  now: number,
): Notice[] {
  const all = [
    ...engineNotices(snapshot),
    ...diskNotices(snapshot),
    ...credentialNotices(snapshot),
    ...recordingNotices(snapshot, now),
    ...uploadNotices(failed),
  ];
  return [...new Map(all.map((notice) => [notice.key, notice])).values()];
}

function engineNotices({ engine }: WindowSnapshot): Notice[] {
  if (engine.state === 'secrets-missing') {
    return [
      {
        ...{ key: 'secrets-missing', kind: 'credentials', title: texts.keysMissing },
        body: texts.keysMissingText,
        place: settings,
      },
    ];
  }
  if (engine.state !== 'failed') return [];
  return [
    {
      ...{ key: `engine:${engine.error.code}`, kind: 'recording' },
      title: texts.notStarted,
      body: texts.notStartedText(words(engine.error)),
      place: { page: 'home' },
    },
  ];
}

function diskNotices({ disk }: WindowSnapshot): Notice[] {
  if (disk?.level !== 'urgent') return [];
  return [
    {
      ...{ key: 'disk', kind: 'disk', title: texts.diskFull },
      body: texts.diskFullText(spaceOf(disk.freeBytes)),
      place: settings,
    },
  ];
}

function credentialNotices({ projects }: WindowSnapshot): Notice[] {
  return projects.flatMap(({ projectId, name, api }): Notice[] => {
    const { error } = api;
    if (error?.blame !== 'credentials') return [];
    return [
      {
        ...{ key: `credentials:${projectId}`, kind: 'credentials' },
        title: texts.keysRefused(name),
        body: words(error),
        place: settings,
      },
    ];
  });
}

/** A full disk is told of once, as the disk's; not once more for each recording that it stops. */
function recordingNotices({ sessions, disk }: WindowSnapshot, now: number): Notice[] {
  return sessions.flatMap((session): Notice[] => {
    const { name, sessionId, phase, since, traffic } = session;
    const error = traffic?.journalError ?? session.error;
    if (error === null || over.has(phase)) return [];
    if (error.code === 'disk-full' && disk?.level === 'urgent') return [];
    const isLasting = (traffic?.journalError ?? null) !== null || now - since >= PATIENCE_MS;
    if (error.retryable && !isLasting) return [];
    return [
      {
        ...{ key: `recording:${error.code}`, kind: 'recording' },
        title: texts.notRecorded(name),
        body: texts.notRecordedText(words(error)),
        place: { page: 'session', sessionId },
      },
    ];
  });
}

function uploadNotices(failed: readonly FailedUpload[]): Notice[] {
  return failed.map(({ errorCode, reason, fix }): Notice => {
    const isClock = errorCode === 'storage-clock';
    return {
      key: `upload:${errorCode ?? 'unknown'}`,
      kind: isClock ? 'clock' : 'uploads',
      title: isClock ? texts.clock : texts.upload,
      body: texts.uploadText(sentence(reason ?? texts.uploadWhy), fix ?? ''),
      place: { page: 'uploads' },
    };
  });
}

function words({ message, fix }: ErrorView): string {
  return `${sentence(message)} ${fix}`;
}

function spaceOf(bytes: number): string {
  return bytes >= 1e10
    ? texts.gigabytes(Math.floor(bytes / 1e9))
    : texts.megabytes(Math.floor(bytes / 1e6));
}
