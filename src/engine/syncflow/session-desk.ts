/** Running sessions from here: sessions and devices made without making them twice. */
import { RecorderError, toRecorderError } from '../../shared/errors.ts';
import type { NewSession, SyncflowClient } from './client.ts';
import type { SyncflowDevice, SyncflowSession } from './schemas.ts';

export interface MadeSession {
  readonly session: SyncflowSession;
  /** False: SyncFlow answered with a fault of its own, but made it; nobody was told of it. */
  readonly isAnnounced: boolean;
}

export interface NewDevice {
  readonly name: string;
  readonly group: string;
  readonly comments?: string;
}

/**
 * Makes a session. SyncFlow may answer 500 having made it (syncflow-contract.md), so after a failure the
 * list is looked at before anything is concluded, and nothing is ever made again by itself.
 * @throws RecorderError `syncflow-…` when there is no such session
 */
export async function makeSession(
  client: Pick<SyncflowClient, 'createSession' | 'sessions'>,
  wanted: NewSession,
): Promise<MadeSession> {
  const before = new Set((await client.sessions()).map(({ id }) => id));
  try {
    const session = await client.createSession(wanted);
    return { session, isAnnounced: (wanted.deviceGroups ?? []).length > 0 };
  } catch (thrown) {
    const error = toRecorderError(thrown);
    if (!error.retryable) throw error;
    const after = await client.sessions();
    const made = after.filter(
      ({ id, name, status }) =>
        !before.has(id) &&
        status === 'Started' &&
        (wanted.name === undefined || name === wanted.name),
    );
    const [session] = made;
    if (session === undefined || made.length > 1) throw error;
    return { session, isAnnounced: false };
  }
}

/**
 * Registers a device, unless one of that name is in the group already: SyncFlow would make another. A
 * 500 may have made it, so the list is looked at once more before a failure is told.
 * @throws RecorderError `syncflow-…`
 */
export async function registerOnce(
  client: Pick<SyncflowClient, 'devices' | 'registerDevice'>,
  { name, group, comments }: NewDevice,
): Promise<{ readonly device: SyncflowDevice; readonly isNew: boolean }> {
  const find = async (): Promise<SyncflowDevice | undefined> =>
    (await client.devices()).find((device) => device.name === name && device.group === group);
  const known = await find();
  if (known !== undefined) return { device: known, isNew: false };
  try {
    return { device: await client.registerDevice(name, group, comments), isNew: true };
  } catch (thrown) {
    const error = toRecorderError(thrown);
    const made = error.retryable ? await find() : undefined;
    if (made === undefined) throw error;
    return { device: made, isNew: true };
  }
}

/**
 * The project that a person means: by id, by the start of its id, or the only one.
 * @throws RecorderError `usage`
 */
export function chosenProject<T extends { readonly projectId: string }>(
  projects: readonly T[],
  wanted: string | null,
): T {
  const fitting = projects.filter(({ projectId }) => projectId.startsWith(wanted ?? ''));
  const [project] = fitting;
  if (project !== undefined && fitting.length === 1) return project;
  const ids = projects.map(({ projectId }) => projectId).join(', ');
  throw new RecorderError('usage', `Name one project with --project; there are: ${ids}`);
}
