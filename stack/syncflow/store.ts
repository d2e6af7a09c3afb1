/** What SyncFlow keeps in its database. In memory: it survives `restart`, not the process. */
import { randomUUID } from 'node:crypto';
import type { ApiKey, StandInConfig } from './options.ts';
import { parseUuid } from './uuid.ts';

export interface Project {
  /** A UUID in lower case. */
  readonly id: string;
  readonly userId: number;
  readonly name: string;
  readonly description: string | null;
  /** Keys may be added and removed while the stand-in runs. */
  readonly apiKeys: ApiKey[];
  readonly bucketName: string;
  readonly endpoint: string;
  readonly storageType: string;
  readonly storage: {
    readonly accessKey: string;
    readonly secretKey: string;
    readonly region: string;
  };
  /** Unix seconds. */
  readonly lastUpdated: number;
}

export interface Session {
  readonly id: string;
  readonly projectId: string;
  /** Also the name of its LiveKit room. */
  readonly name: string;
  readonly comments: string | null;
  readonly emptyTimeout: number;
  readonly maxParticipants: number;
  /** Unix seconds. */
  readonly createdAt: number;
  updatedAt: number;
  status: 'Started' | 'Stopped';
  /** LiveKit recordings (egress) while it is Started. The stack has no egress: tests put them here. */
  recordings: readonly Recording[];
  /** What stays after it is Stopped, usually nothing; put here by tests as well. */
  kept: KeptRows;
}

export interface Recording {
  readonly egressId: string;
  readonly trackId: string;
  /** Nanoseconds. */
  readonly startedAt: bigint;
  readonly status: string;
  /** Object key of the finished file. */
  readonly destination: string | null;
}

export interface KeptRecording extends Recording {
  readonly id: string;
  readonly participantId: string | null;
  readonly dbTrackId: string | null;
}

export interface KeptParticipant {
  readonly id: string;
  readonly identity: string;
  readonly name: string;
  /** Nanoseconds. */
  readonly joinedAt: bigint;
  readonly leftAt: bigint;
  readonly tracks: readonly KeptTrack[];
}

export interface KeptTrack {
  readonly id: string;
  readonly sid: string;
  readonly name: string;
  readonly kind: string;
  readonly source: string;
}

export interface KeptRows {
  readonly participants: readonly KeptParticipant[];
  readonly recordings: readonly KeptRecording[];
}

export interface Device {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly group: string;
  readonly comments: string | null;
  /** Unix seconds. */
  readonly registeredAt: number;
  readonly registeredBy: number;
}

export class Store {
  readonly projects = new Map<string, Project>();
  readonly sessions = new Map<string, Session>();
  readonly devices = new Map<string, Device>();

  constructor(options: StandInConfig['projects'], now: number) {
    const owners = [...new Set(options.map(({ owner }) => owner))];
    for (const { id, owner, apiKeys, ...rest } of options) {
      const uuid = parseUuid(id ?? randomUUID());
      if (uuid instanceof Error) throw new Error(`project id: ${uuid.message}`);
      this.projects.set(uuid, {
        ...rest,
        id: uuid,
        userId: owners.indexOf(owner) + 1,
        apiKeys: [...apiKeys],
        lastUpdated: now,
      });
    }
  }

  sessionsOf(projectId: string): readonly Session[] {
    return [...this.sessions.values()].filter((session) => session.projectId === projectId);
  }

  devicesOf(projectId: string): readonly Device[] {
    return [...this.devices.values()].filter((device) => device.projectId === projectId);
  }

  /** Routing keys that a token of this project may bind. */
  bindingKeysOf(projectId: string): readonly string[] {
    return this.devicesOf(projectId).map((device) => `${projectId}.${device.group}`);
  }
}
