/** Carries out one control request: writes the order down, waits a while until it is done, answers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { assertNever } from '../../shared/assert-never.ts';
import type {
  ControlReply,
  ControlRequest,
  ControlSession,
} from '../../shared/control-protocol.ts';
import type { DiskView } from '../../shared/disk-view.ts';
import type { PingResult } from '../../shared/ping.ts';
import type { JournalMetrics } from '../../shared/capture-protocol.ts';
import { RecorderError, toRecorderError } from '../../shared/errors.ts';
import type { SessionPhase, SessionView } from '../../shared/snapshot.ts';
import type { Notes } from '../notes/notes.ts';
import type { SessionOrders } from '../sessions/session-orders.ts';

export interface ControlTarget {
  readonly orders: SessionOrders;
  readonly notes: Notes;
  readonly recorder: ControlReply['recorder'];
  sessions(): readonly SessionView[];
  /** Of all capture children together; null while there is none. */
  journal(): JournalMetrics | null;
  disk(): DiskView | null;
  /** Asks everybody in the room of a session for a sign of life. */
  ping(sessionId: string): Promise<PingResult>;
  /** Reads the lists of sessions of all projects now. */
  refresh(): Promise<void>;
}

/** An answer comes after this time at the latest, whether the order is done or not. */
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 100;

/** Never throws: an order that cannot be carried out is answered with its error. */
export async function carryOut(
  target: ControlTarget,
  request: ControlRequest,
  signal: AbortSignal,
): Promise<ControlReply> {
  try {
    if (request.command === 'ping') return await ping(target, request);
    if (request.command === 'note') return await note(target, request, signal);
    const about = await order(target, request);
    const done = await settled(target, request, about, signal);
    return reply(target, request, { ok: true, done, about });
  } catch (thrown) {
    const { code, message, fix } = toRecorderError(thrown);
    const about = request.sessionId === undefined ? [] : [request.sessionId];
    return {
      ...reply(target, request, { ok: false, done: false, about }),
      error: { code, message, fix },
    };
  }
}

/** Whether this recorder has that session: of several recorders only that one answers. */
export function concerns(target: ControlTarget, sessionId: string): boolean {
  return target.sessions().some((session) => session.sessionId === sessionId);
}

async function ping(target: ControlTarget, request: ControlRequest): Promise<ControlReply> {
  const { sessionId } = request;
  if (sessionId === undefined) throw new RecorderError('usage', 'Name the session to ping.');
  const result = await target.ping(sessionId);
  return { ...reply(target, request, { ok: true, done: true, about: [sessionId] }), ping: result };
}

/** Takes a note, or withdraws one, and waits until it is synced. */
async function note(
  target: ControlTarget,
  request: ControlRequest,
  signal: AbortSignal,
): Promise<ControlReply> {
  const { sessionId, note: wanted, withdraws } = request;
  if (sessionId === undefined) throw new RecorderError('usage', 'Name the session of the note.');
  if ((wanted === undefined) === (withdraws === undefined)) {
    throw new RecorderError('usage', 'A note has a text, or withdraws an earlier one.');
  }
  const taken = await (wanted === undefined
    ? target.notes.withdraw(sessionId, withdraws ?? '')
    : target.notes.take(sessionId, wanted));
  const { lane, record } = taken.note;
  const written = target.sessions().find((one) => one.sessionId === sessionId);
  const upTo = withdraws === undefined ? record : (written?.counters?.journal.written ?? record);
  const isSynced = (): boolean => {
    const view = target.sessions().find((one) => one.sessionId === sessionId);
    return view?.lane === lane && (view.counters?.journal.synced ?? 0) >= upTo;
  };
  const giveUp = Date.now() + PATIENCE_MS;
  let done = taken.isSynced || isSynced();
  while (!done && !signal.aborted && Date.now() < giveUp) {
    await sleep(LOOK_EVERY_MS);
    done = isSynced();
  }
  return { ...reply(target, request, { ok: true, done, about: [sessionId] }), note: taken.note };
}

/** Writes the order down. @returns The ids of the sessions that it is about. */
async function order(target: ControlTarget, request: ControlRequest): Promise<readonly string[]> {
  const { command, sessionId } = request;
  if (command === 'start' && !(sessionId !== undefined && concerns(target, sessionId))) {
    await target.refresh();
  }
  const about =
    sessionId === undefined
      ? target.orders.running().map((row) => row.sessionId)
      : [target.orders.get(sessionId).sessionId];
  for (const id of about) carryOutFor(target.orders, command, id);
  return command === 'status' && sessionId === undefined
    ? target.sessions().map((session) => session.sessionId)
    : about;
}

function carryOutFor(orders: SessionOrders, command: ControlRequest['command'], id: string): void {
  switch (command) {
    case 'status':
    case 'ping':
    case 'note':
      return;
    case 'start':
      orders.start(id);
      return;
    case 'stop':
      orders.stop(id);
      return;
    case 'finalize':
      orders.finalise(id);
      return;
    default:
      assertNever(command);
  }
}

const doneIn: Readonly<
  Record<Exclude<ControlRequest['command'], 'status' | 'ping' | 'note'>, ReadonlySet<SessionPhase>>
> = {
  start: new Set(['recording', 'ghost', 'ended']),
  stop: new Set(['stopped', 'ghost', 'ended']),
  finalize: new Set(['ended', 'ghost']),
};

async function settled(
  target: ControlTarget,
  { command }: ControlRequest,
  about: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  if (command === 'status' || command === 'ping' || command === 'note') return true;
  const phases = doneIn[command];
  const wanted = new Set(about);
  const isDone = (): boolean => {
    const sessions = target.sessions().filter(({ sessionId }) => wanted.has(sessionId));
    return sessions.length === wanted.size && sessions.every(({ phase }) => phases.has(phase));
  };
  const giveUp = Date.now() + PATIENCE_MS;
  while (!isDone()) {
    if (signal.aborted || Date.now() > giveUp) return false;
    await sleep(LOOK_EVERY_MS);
  }
  return true;
}

function reply(
  target: ControlTarget,
  request: ControlRequest,
  { ok, done, about }: { ok: boolean; done: boolean; about: readonly string[] },
): ControlReply {
  const wanted = new Set(about);
  const sessions = target.sessions().filter(({ sessionId }) => wanted.has(sessionId));
  return {
    request,
    ok,
    done,
    recorder: target.recorder,
    sessions: sessions.map(controlSession),
    ...(request.command === 'status' ? { journal: target.journal() } : {}),
    disk: target.disk(),
    error: null,
  };
}

function controlSession(view: SessionView): ControlSession {
  const { sessionId, projectId, roomName, phase, recordingId, counters } = view;
  return {
    sessionId,
    projectId,
    roomName,
    phase,
    recordingId,
    written: counters?.journal.written ?? 0,
    synced: counters?.journal.synced ?? 0,
  };
}
