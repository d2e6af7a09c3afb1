/** `syncflow-recorder sessions …`: sessions of a SyncFlow project, run from here. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../shared/log.ts';
import { syncflowServer, type EngineConfig } from '../engine/config/config.ts';
import { arrivals, presentBySyncflow, type Arrivals } from '../engine/desk/arrivals.ts';
import {
  createSyncflowClient,
  type NewSession,
  type SyncflowClient,
} from '../engine/syncflow/client.ts';
import type { SyncflowSession } from '../engine/syncflow/schemas.ts';
import { chosenProject, makeSession } from '../engine/syncflow/session-desk.ts';
import { printJson, printLine } from './output.ts';

export interface ProjectCommand {
  readonly config: EngineConfig;
  /** Null: the only project. */
  readonly project: string | null;
  readonly json: boolean;
  readonly log: Log;
}

const LOOK_EVERY_MS = 1000;

/** Calls `work` with a client of the chosen project, and closes it. */
export async function withProject<T>(
  { config, project, log }: ProjectCommand,
  work: (client: SyncflowClient) => Promise<T>,
): Promise<T> {
  const ofSyncflow = config.projects.filter(({ kind }) => kind === 'syncflow');
  const { projectId, key, secret } = chosenProject(ofSyncflow, project);
  const { plainHosts } = config;
  const { serverUrl } = syncflowServer(config);
  const client = createSyncflowClient({ serverUrl, plainHosts, projectId, key, secret, log });
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** Running sessions, newest first; with `all` those that are over as well. */
export function listSessions(command: ProjectCommand, all: boolean): Promise<number> {
  return withProject(command, async (client) => {
    const sessions = [...(await client.sessions())].filter(
      ({ status }) => all || status === 'Started',
    );
    sessions.sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
    for (const session of sessions) printSession(session, command.json);
    if (sessions.length === 0 && !command.json) printLine('no sessions');
    return 0;
  });
}

/**
 * Makes a session and waits for the devices of its groups.
 * @param waitSeconds How long at most; 0: not at all.
 * @returns Exit code 0 when all expected devices came, or nobody waited; 1 otherwise.
 */
export function createSession(
  command: ProjectCommand,
  wanted: NewSession,
  waitSeconds: number,
): Promise<number> {
  return withProject(command, async (client) => {
    const { session, isAnnounced } = await makeSession(client, wanted);
    printSession(session, command.json);
    const groups = wanted.deviceGroups ?? [];
    if (!isAnnounced && groups.length > 0 && !command.json) {
      printLine('SyncFlow had a fault: the session runs, but its devices were not told of it');
    }
    if (groups.length === 0 || waitSeconds === 0) return 0;
    const giveUp = Date.now() + waitSeconds * 1000;
    for (;;) {
      const now = await arrivalsIn(client, session.id, groups, command.config.deviceName);
      const missing = now.expected.filter(({ present }) => present === null);
      if (missing.length === 0 || Date.now() > giveUp) {
        printPresence(session.id, now, command.json);
        return missing.length === 0 ? 0 : 1;
      }
      await sleep(LOOK_EVERY_MS);
    }
  });
}

/** Who is in the room, and who of these groups is not. */
export function showParticipants(
  command: ProjectCommand,
  sessionId: string,
  groups: readonly string[],
): Promise<number> {
  return withProject(command, async (client) => {
    const now = await arrivalsIn(client, sessionId, groups, command.config.deviceName);
    printPresence(sessionId, now, command.json);
    return 0;
  });
}

export function stopSession(command: ProjectCommand, sessionId: string): Promise<number> {
  return withProject(command, async (client) => {
    printSession(await client.stopSession(sessionId), command.json);
    return 0;
  });
}

async function arrivalsIn(
  client: SyncflowClient,
  sessionId: string,
  groups: readonly string[],
  ownName: string,
): Promise<Arrivals> {
  const devices = await client.devices();
  const inRoom = presentBySyncflow(await client.participants(sessionId));
  return arrivals(devices, groups, ownName, inRoom);
}

function printSession(session: SyncflowSession, json: boolean): void {
  const { id, name, status, livekitRoomName, startedAt, comments } = session;
  if (json) {
    printJson({
      type: 'syncflow-session',
      id,
      name,
      status,
      room: livekitRoomName,
      startedAt,
      comments,
    });
    return;
  }
  const since = startedAt === null ? '' : `  since ${new Date(startedAt * 1000).toISOString()}`;
  printLine(`${id}  ${status}  ${name === '' ? livekitRoomName : name}${since}`);
}

function printPresence(sessionId: string, { expected, others }: Arrivals, json: boolean): void {
  if (json) {
    const awaited = expected.map(({ name, group, present }) => ({
      name,
      group,
      isPresent: present !== null,
    }));
    const unexpected = others.map(({ identity, name }) => ({ identity, name }));
    printJson({ type: 'presence', sessionId, expected: awaited, others: unexpected });
    return;
  }
  for (const { name, group, present } of expected) {
    printLine(`${present === null ? 'MISSING' : 'present'}  ${name}  (${group})`);
  }
  for (const { identity } of others) printLine(`present  ${identity}`);
  if (expected.length + others.length === 0) printLine('nobody is in the room');
}
