import {
  DisconnectReason,
  ParticipantInfo_Kind,
  ParticipantInfo_State,
  type ParticipantInfo,
  type ParticipantPermission,
} from '@livekit/protocol';
import type { ParticipantRecord } from '../../shared/records.ts';

type Write = (record: ParticipantRecord) => void;

interface Known {
  readonly info: ParticipantInfo;
  readonly fingerprint: string;
}

/**
 * Who is in the room, as far as the server tells us, and the `participant` records that follow. Updates
 * lag up to 3 s behind packets (measured) and come twice while two links overlap: only differences are
 * written. Hidden participants and our own identities are left out.
 */
export class Participants {
  readonly #write: Write;
  readonly #known = new Map<string, Known>();
  readonly #quality = new Map<string, string>();
  readonly #own = new Set<string>();
  /** Those who left, with the version of their data that we had: older news of them is stale. */
  readonly #gone = new Map<string, { readonly version: number; readonly joined: number }>();
  readonly #onLeft: (sid: string) => void;

  constructor(write: Write, onLeft: (sid: string) => void) {
    this.#write = write;
    this.#onLeft = onLeft;
  }

  /** From now on this identity is one of ours. */
  addOwn(identity: string): void {
    this.#own.add(identity);
  }

  /** Those who are in the room now. */
  present(): ParticipantInfo[] {
    return [...this.#known.values()].map((one) => one.info);
  }

  /** When this participant joined, on the server's clock (unix ms); undefined when it is not known. */
  joinedAt(sid: string): number | undefined {
    const info = this.#known.get(sid)?.info;
    return info === undefined ? this.#gone.get(sid)?.joined : joinedAtMs(info);
  }

  /** Everyone who is there, as told on joining or resuming. Whoever is missing has left meanwhile. */
  snapshot(link: number, infos: readonly ParticipantInfo[]): void {
    const there = new Set(infos.map((info) => info.sid));
    for (const [sid, known] of this.#known) {
      if (!there.has(sid)) this.#leave(link, known.info, 'left-unseen');
    }
    for (const info of infos) this.#apply(link, info, 'present');
  }

  /** Changes, as told while connected. */
  update(link: number, infos: readonly ParticipantInfo[]): void {
    for (const info of infos) this.#apply(link, info, 'joined');
  }

  /** The server's judgement of somebody's connection; two links tell it twice. */
  quality(link: number, sid: string, quality: string): void {
    const known = this.#known.get(sid);
    if (known === undefined || this.#quality.get(sid) === quality) return;
    this.#quality.set(sid, quality);
    const about = describe(known.info);
    this.#write({ kind: 'participant', event: 'quality', link, ...about, quality });
  }

  #apply(link: number, info: ParticipantInfo, arrival: 'present' | 'joined'): void {
    if (this.#own.has(info.identity) || info.permission?.hidden === true) return;
    const known = this.#known.get(info.sid);
    if (known !== undefined && info.version < known.info.version) return;
    const gone = this.#gone.get(info.sid);
    if (info.state === ParticipantInfo_State.DISCONNECTED) {
      // Also when unknown: who joins and leaves within the server's 3 s is announced once, as gone.
      if (gone === undefined) this.#leave(link, info, disconnectReason(info));
      this.#gone.set(info.sid, { version: Infinity, joined: joinedAtMs(info) });
      return;
    }
    if (gone !== undefined && info.version < gone.version) return;
    const record = describe(info);
    const fingerprint = JSON.stringify(record);
    this.#known.set(info.sid, { info, fingerprint });
    if (known?.fingerprint === fingerprint) return;
    this.#gone.delete(info.sid);
    this.#write({
      kind: 'participant',
      event: known === undefined ? arrival : 'changed',
      link,
      ...record,
    });
  }

  #leave(link: number, info: ParticipantInfo, reason: string): void {
    this.#known.delete(info.sid);
    this.#quality.delete(info.sid);
    this.#gone.set(info.sid, { version: info.version, joined: joinedAtMs(info) });
    this.#write({ kind: 'participant', event: 'left', link, ...describe(info), reason });
    this.#onLeft(info.sid);
  }
}

function describe(info: ParticipantInfo): Omit<ParticipantRecord, 'kind' | 'event' | 'link'> {
  const joined = joinedAtMs(info);
  const { permission } = info;
  const dataTracks = info.dataTracks.flatMap((track): Record<string, unknown>[] => {
    const json = track.toJson();
    return isObject(json) ? [json] : [];
  });
  return {
    identity: info.identity,
    sid: info.sid,
    ...(info.name === '' ? {} : { name: info.name }),
    participantKind: enumName(ParticipantInfo_Kind[info.kind], info.kind),
    ...(info.metadata === '' ? {} : { metadata: info.metadata }),
    ...(Object.keys(info.attributes).length === 0 ? {} : { attributes: info.attributes }),
    ...(permission === undefined ? {} : { permission: permissionMembers(permission) }),
    ...(joined === 0 ? {} : { joinedAt: String(joined) }),
    ...(dataTracks.length === 0 ? {} : { dataTracks }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Those that are set, by LiveKit's own names. */
function permissionMembers(permission: ParticipantPermission): Record<string, unknown> {
  const all = Object.entries(permission.toJson({ emitDefaultValues: false }) ?? {});
  return Object.fromEntries(all.filter(([, value]) => value !== false));
}

/** Servers before 1.9 tell seconds only. */
export function joinedAtMs(info: ParticipantInfo): number {
  return Number(info.joinedAtMs === 0n ? info.joinedAt * 1_000n : info.joinedAtMs);
}

function disconnectReason(info: ParticipantInfo): string {
  return enumName(DisconnectReason[info.disconnectReason], info.disconnectReason);
}

/** `PARTICIPANT_REMOVED` as `participant-removed`; the number when the server knows more than we do. */
function enumName(name: string | undefined, value: number): string {
  return name === undefined ? String(value) : name.toLowerCase().replaceAll('_', '-');
}
