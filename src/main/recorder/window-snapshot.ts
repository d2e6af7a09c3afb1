/** From the engine's snapshot to what the window is shown: bounded, with rates, without folders. */
import { errorFromWire, viewOfError } from '../../shared/errors.ts';
import type { EngineState, WindowSession, WindowSnapshot } from '../../shared/ipc/views.ts';
import { isPingIdentity } from '../../shared/ping.ts';
import type { EngineSnapshot, SessionView } from '../../shared/snapshot.ts';
import type { Rates } from './rates.ts';

/** Devices in one push, over all sessions: keeps it below 64 KiB whatever a room holds. */
const DEVICES_IN_PUSH = 200;
const DEVICES_PER_SESSION = 100;

export const emptyUploads = { waiting: 0, uploading: 0, verified: 0, failed: 0, cancelled: 0 };

const noUploading = {
  pausedAt: null,
  limitBytesPerSecond: null,
  limitIsOrdered: false,
  slowedTo: null,
  openBytes: 0,
};

/** While no engine runs. */
export function idleSnapshot(engine: EngineState, plainHosts: readonly string[]): WindowSnapshot {
  return {
    at: Date.now(),
    engine,
    projects: [],
    sessions: [],
    uploads: emptyUploads,
    uploading: noUploading,
    fetches: [],
    capture: { pid: null, restarts: 0, queueBytes: 0 },
    disk: null,
    plainHosts: [...plainHosts],
  };
}

export function windowSnapshot(
  snapshot: EngineSnapshot,
  rates: Rates,
  plainHosts: readonly string[],
): WindowSnapshot {
  const live = snapshot.sessions.filter(({ counters }) => counters !== null).length;
  const perSession = Math.min(DEVICES_PER_SESSION, Math.floor(DEVICES_IN_PUSH / Math.max(1, live)));
  const { pid, restarts, journal } = snapshot.capture;
  return {
    at: snapshot.at,
    engine: { state: 'running' },
    projects: snapshot.projects.map((project) => ({ ...project })),
    sessions: snapshot.sessions.map((session) => windowSession(session, rates, perSession)),
    uploads: snapshot.uploads,
    uploading: snapshot.uploading,
    fetches: snapshot.fetches.slice(0, 100),
    capture: { pid, restarts, queueBytes: journal?.queueBytes ?? 0 },
    disk: snapshot.disk,
    plainHosts: [...plainHosts],
  };
}

function windowSession(session: SessionView, rates: Rates, deviceLimit: number): WindowSession {
  const { folder: _folder, counters, ...shown } = session;
  if (counters === null) return { ...shown, traffic: null };
  const { journal, participants, links, duplicates } = counters;
  const devices = participants
    .filter(({ identity }) => !isPingIdentity(identity))
    .map(({ lastArrival, ...device }) => ({ ...device, lastMessageAt: milliseconds(lastArrival) }))
    .sort(
      (a, b) =>
        (b.lastMessageAt ?? 0) - (a.lastMessageAt ?? 0) || (a.identity < b.identity ? -1 : 1),
    );
  return {
    ...shown,
    traffic: {
      messages: journal.messages,
      bytes: journal.bytes,
      written: journal.written,
      synced: journal.synced,
      lost: journal.lost,
      duplicates,
      links,
      lastWriteAt: journal.lastWriteAt,
      journalError: journal.error === null ? null : viewOfError(errorFromWire(journal.error)),
      messagesPerSecond: rates.messagesPerSecond(session.sessionId),
      devices: devices.slice(0, deviceLimit),
      deviceCount: devices.length,
    },
  };
}

function milliseconds(nanoseconds: string | null): number | null {
  return nanoseconds === null ? null : Number(BigInt(nanoseconds) / 1_000_000n);
}
