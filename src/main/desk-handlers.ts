/** What the window asks of SyncFlow: devices, sessions made and ended, who is there, ping. */
import type { Desk, Presence } from '../engine/desk/desk.ts';
import type { NewSession } from '../engine/syncflow/client.ts';
import type { SyncflowDevice } from '../engine/syncflow/schemas.ts';
import type { NewSessionForm, PresenceView, RegisteredDevice } from '../shared/ipc/desk.ts';
import type { Handlers } from './ipc/answer-call.ts';

export type DeskHandlers = {
  readonly [C in keyof Handlers as C extends `desk:${string}` ? C : never]: Handlers[C];
};

/** Rows in one answer. */
const MOST_ROWS = 500;

export function deskHandlers(desk: () => Desk): DeskHandlers {
  return {
    'desk:devices': async (projectId) => {
      const { ownName } = desk();
      return (await desk().devices(projectId)).map((device) => registered(device, ownName));
    },
    'desk:register-device': async ({ projectId, name, group, comments }) => {
      const wanted = { name, group, ...(comments === '' ? {} : { comments }) };
      const { isNew } = await desk().registerDevice(projectId, wanted);
      return { isNew };
    },
    'desk:delete-device': (projectId, deviceId) => desk().deleteDevice(projectId, deviceId),
    'desk:create-session': (form) => desk().createSession(form.projectId, wantedSession(form)),
    'desk:end-session': (sessionId) => desk().endSession(sessionId),
    'desk:presence': async (sessionId) => presenceView(await desk().presence(sessionId)),
    'desk:expect': (sessionId, groups) => {
      desk().expect(sessionId, groups);
    },
    'desk:ping': async (sessionId) => desk().ping(sessionId),
  };
}

function registered(device: SyncflowDevice, ownName: string): RegisteredDevice {
  const { id, name, group, comments, registeredAt } = device;
  return {
    id,
    name,
    group,
    comments: comments ?? '',
    registeredAt: registeredAt === 0 ? null : registeredAt * 1000,
    isOwn: name === ownName,
  };
}

function wantedSession(form: NewSessionForm): NewSession {
  const { name, comments, deviceGroups, emptyTimeout, maxParticipants } = form;
  return {
    name,
    ...(comments === '' ? {} : { comments }),
    ...(deviceGroups.length === 0 ? {} : { deviceGroups }),
    ...(emptyTimeout === null ? {} : { emptyTimeout }),
    ...(maxParticipants === null ? {} : { maxParticipants }),
  };
}

function presenceView({ groups, isAnnounced, expected, others }: Presence): PresenceView {
  return {
    groups: [...groups],
    isAnnounced,
    expected: expected.slice(0, MOST_ROWS).map((device) => ({ ...device })),
    expectedCount: expected.length,
    missingCount: expected.filter(({ present }) => present === null).length,
    others: others.slice(0, MOST_ROWS).map((one) => ({ ...one })),
    othersCount: others.length,
  };
}
