/** The values of the form for a new session, and the order that they make. */
import type { NewSessionForm, RegisteredDevice } from '../../../shared/ipc/desk.ts';
import { strings } from '../../../shared/strings/strings.ts';

export interface SessionValues {
  projectId: string;
  name: string;
  comments: string;
  deviceGroups: string[];
  /** '' where SyncFlow's own is to count. */
  emptyTimeout: number | string;
  maxParticipants: number | string;
}

const day = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** @param at Unix milliseconds. */
export function emptySession(projectId: string, at: number): SessionValues {
  return {
    projectId,
    // A name that no earlier room is likely to have: SyncFlow refuses one that is there.
    name: strings.newSession.proposedName(day.format(at).replace(',', '')),
    comments: '',
    deviceGroups: [],
    emptyTimeout: '',
    maxParticipants: '',
  };
}

export function formOfSession(values: SessionValues): NewSessionForm {
  const { emptyTimeout, maxParticipants } = values;
  return {
    projectId: values.projectId,
    name: values.name.trim(),
    comments: values.comments.trim(),
    deviceGroups: values.deviceGroups,
    emptyTimeout: emptyTimeout === '' ? null : Number(emptyTimeout),
    maxParticipants: maxParticipants === '' ? null : Number(maxParticipants),
  };
}

export interface GroupChoice {
  readonly group: string;
  /** Names, each once. */
  readonly devices: readonly string[];
}

/** Groups with somebody to tell: the recorder itself knows of the session anyway. */
export function groupChoices(devices: readonly RegisteredDevice[]): GroupChoice[] {
  const groups = new Map<string, Set<string>>();
  for (const { name, group, isOwn } of devices) {
    if (isOwn) continue;
    groups.set(group, (groups.get(group) ?? new Set()).add(name));
  }
  return [...groups]
    .map(([group, names]) => ({ group, devices: [...names].sort((a, b) => a.localeCompare(b)) }))
    .sort((a, b) => a.group.localeCompare(b.group));
}
