import {
  ConnectionQuality,
  type ConnectionQualityUpdate,
  type DataTrackSubscriberHandles,
  type SignalResponse,
} from '@livekit/protocol';
import type { TrackRecord } from '../../shared/records.ts';

/** How the server judges the connection of a participant, or of ourselves. */
export interface QualityNotice {
  readonly kind: 'quality';
  readonly sid: string;
  /** `excellent`, `good`, `poor`, `lost`, or a number that this version does not know. */
  readonly quality: string;
}

/** What the server tells beside who is there and what the room is. */
export type Notice = TrackRecord | QualityNotice;

/** Notices of one link: the server repeats itself, only what is new is told on. */
export class Notices {
  readonly #link: number;
  readonly #handles = new Map<number, TrackRecord>();
  readonly #quality = new Map<string, ConnectionQuality>();

  constructor(link: number) {
    this.#link = link;
  }

  of({ message }: SignalResponse): Notice[] {
    if (message.case === 'dataTrackSubscriberHandles') return this.#tracks(message.value);
    if (message.case === 'connectionQuality') return this.#qualities(message.value);
    return [];
  }

  /**
   * Which data track each handle stands for: packets carry only the handle (livekit-wire.md §5). The
   * server names all handles each time; one that is not among them has ended (read in 1.13.5).
   */
  #tracks({ subHandles }: DataTrackSubscriberHandles): Notice[] {
    const told = new Map(
      Object.entries(subHandles).map(([handle, track]) => [Number(handle), track]),
    );
    const notices: Notice[] = [];
    for (const [handle, known] of this.#handles) {
      if (told.get(handle)?.trackSid === known.trackSid) continue;
      this.#handles.delete(handle);
      notices.push({ ...known, event: 'unsubscribed' });
    }
    for (const [handle, { trackSid, publisherIdentity, publisherSid }] of told) {
      if (this.#handles.has(handle)) continue;
      const record: TrackRecord = {
        kind: 'track',
        event: 'subscribed',
        link: this.#link,
        handle,
        trackSid,
        ...(publisherIdentity === '' ? {} : { identity: publisherIdentity }),
        ...(publisherSid === '' ? {} : { sid: publisherSid }),
      };
      this.#handles.set(handle, record);
      notices.push(record);
    }
    return notices;
  }

  #qualities({ updates }: ConnectionQualityUpdate): Notice[] {
    return updates.flatMap(({ participantSid: sid, quality }) => {
      if (this.#quality.get(sid) === quality) return [];
      this.#quality.set(sid, quality);
      return [{ kind: 'quality' as const, sid, quality: qualityName(quality) }];
    });
  }
}

/** The number when the server knows more than we do. */
function qualityName(quality: number): string {
  const known = new Map<number, string>(
    Object.entries(ConnectionQuality).flatMap(([name, value]) =>
      typeof value === 'number' ? [[value, name.toLowerCase()]] : [],
    ),
  );
  return known.get(quality) ?? String(quality);
}
