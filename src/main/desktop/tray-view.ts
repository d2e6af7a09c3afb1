/** What the tray says, from a snapshot: a shape and words, so that nothing hangs on a colour. */
import { RECENT_WRITE_MS } from '../../shared/recent-write.ts';
import type { WindowSession, WindowSnapshot } from '../../shared/ipc/views.ts';
import { strings } from '../../shared/strings/strings.ts';

const texts = strings.desktop.tray;

export type TrayState = 'idle' | 'recording' | 'attention';

export interface TrayView {
  readonly state: TrayState;
  readonly tooltip: string;
  readonly sessions: readonly { readonly sessionId: string; readonly label: string }[];
  /** Null while the recorder does not run. */
  readonly uploadsPaused: boolean | null;
}

const MOST_SESSIONS = 8;
const MOST_NAME = 60;
const over: ReadonlySet<WindowSession['phase']> = new Set(['ended', 'ghost']);

/** @param needsSomebody Titles of what somebody has to see to. @param now Unix milliseconds. */
export function trayView(
  snapshot: WindowSnapshot,
  needsSomebody: readonly string[],
  now: number,
): TrayView {
  const live = snapshot.sessions.filter(({ phase }) => !over.has(phase));
  const recording = live.filter((session) => wordOf(session, now) === 'recording').length;
  const running = snapshot.engine.state === 'running';
  const [first] = needsSomebody;
  return {
    state: first !== undefined ? 'attention' : recording > 0 ? 'recording' : 'idle',
    tooltip: texts.tooltip(recording, first ?? null),
    sessions: live.slice(0, MOST_SESSIONS).map((session) => ({
      sessionId: session.sessionId,
      label: texts.session(clip(session.name), texts.words[wordOf(session, now)]),
    })),
    uploadsPaused: running ? snapshot.uploading.pausedAt !== null : null,
  };
}

/** As the window's light says it: recording only while writes reach the disk. */
function wordOf({ phase, error, traffic }: WindowSession, now: number): keyof typeof texts.words {
  if (phase === 'stopped') return 'stopped';
  if (phase === 'closing' || phase === 'finalising') return 'finishing';
  if (phase !== 'recording') return phase === 'interrupted' ? 'notRecording' : 'starting';
  if (error !== null || (traffic?.journalError ?? null) !== null) return 'notRecording';
  const lastWriteAt = traffic?.lastWriteAt ?? null;
  const isRecent = lastWriteAt !== null && now - lastWriteAt <= RECENT_WRITE_MS;
  return isRecent && (traffic?.messages ?? 0) > 0 ? 'recording' : 'waiting';
}

function clip(name: string): string {
  return name.length > MOST_NAME ? `${name.slice(0, MOST_NAME)}…` : name;
}
