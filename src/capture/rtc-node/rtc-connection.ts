import type { Room } from '@livekit/rtc-node';
import { RecorderError } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { redact } from '../../shared/redact.ts';
import type { JoinFacts } from '../livekit/join-facts.ts';
import { joinedAtMs } from '../livekit/participants.ts';
import type { LinkGrant } from '../ports.ts';
import { silence, type FfiPort } from './ffi.ts';
import { participantInfo, roomInfo } from './infos.ts';
import { loadRtcNode, type RtcNode } from './load.ts';
import { listenPackets, listenPublic, TappedEvents, type RtcEventHandlers } from './rtc-events.ts';
import { Streams } from './streams.ts';
import { encodePacket } from './packets.ts';
import { Tap } from './tap.ts';

const CLOSE_LIMIT_MS = 2_000;
const SID_LIMIT_MS = 3_000;
/** One stream, inflated; more than that ends as a partial stream. */
const MOST_STREAM_BYTES = 1024 * 1024 * 1024;
/** rtc-node reads from its native readers without end, so a flood of streams must not be one of memory. */
const connectOptions = {
  autoSubscribe: false,
  dynacast: false,
  dataStream: { maxPayloadByteLength: MOST_STREAM_BYTES },
} as const;

export interface RtcConnectionOptions {
  readonly grant: LinkGrant;
  readonly log: Log;
  readonly ffi: () => FfiPort | null;
  readonly handlers: RtcEventHandlers;
}

/** One Room of rtc-node, never used twice (reusing one frees its buffers twice), and the tap on it. */
export class RtcConnection {
  readonly #options: RtcConnectionOptions;
  #room: Room | undefined;
  #ffi: FfiPort | null = null;
  #tap: Tap | null = null;
  #allTopics = false;
  #sid = '';
  #closed = false;

  constructor(options: RtcConnectionOptions) {
    this.#options = options;
  }

  /** False: this version of rtc-node cannot be tapped, and only its public events are recorded. */
  get tapped(): boolean {
    return this.#tap?.works === true && this.#allTopics;
  }

  /** Whether nobody else is known to be in the room. */
  get alone(): boolean {
    return (this.#room?.remoteParticipants.size ?? 0) === 0;
  }

  /** Joins. @throws whatever rtc-node throws, or the reason of `abort` */
  async open(abort: AbortSignal): Promise<{ room: Room; node: RtcNode }> {
    const { grant, log, handlers } = this.#options;
    const node = await loadRtcNode(log);
    abort.throwIfAborted();
    const room = new node.sdk.Room();
    this.#room = room;
    const streams = new Streams((identity, value) => {
      handlers.onPacket(encodePacket(identity, value), true);
    });
    this.#allTopics = streams.takeAll(room);
    listenPublic(room, node, () => this.#sid, handlers);
    // It is only now that rtc-node makes the client to be tapped; its events come later than this.
    const connecting = room.connect(grant.url, grant.token, connectOptions);
    this.#ffi = this.#options.ffi();
    if (this.#ffi !== null) this.#listen(this.#ffi, node, streams);
    // Nothing stops it halfway; if it comes about after all, it is left again.
    connecting
      .then(() => (this.#closed ? limited(room.disconnect(), CLOSE_LIMIT_MS) : undefined))
      .catch(() => undefined);
    await orAborted(connecting, abort);
    if (this.#tap?.works !== true) listenPackets(room, node, handlers);
    if (!this.tapped) log.warn('rtc-node cannot be tapped: only its public events are recorded');
    this.#sid = await sidOf(room);
    return { room, node };
  }

  /** What is known from joining. Only after `open`. @param askedAt when joining began, monotonic ns */
  facts(askedAt: bigint): JoinFacts {
    const room = this.#room;
    const own = room?.localParticipant;
    if (room === undefined || own === undefined) throw new Error('not connected');
    return {
      recorderSid: own.sid ?? '',
      server: '',
      room: roomInfo(this.#sid, room.name, room.metadata),
      others: [...room.remoteParticipants.values()].map(({ info }) => participantInfo(info)),
      joinedAtMs: joinedAtMs(participantInfo(own.info)),
      joinedAt: askedAt,
    };
  }

  /** Leaves; takes two seconds at most. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const room = this.#room;
    if (room !== undefined) await limited(room.disconnect(), CLOSE_LIMIT_MS);
    room?.removeAllListeners();
    this.#tap?.close();
    // After the server has ended it, rtc-node forgets its own listener (livekit-capture.md §7).
    const listener: unknown = room === undefined ? undefined : Reflect.get(room, 'onFfiEvent');
    if (isListener(listener)) this.#ffi?.off('ffi_event', listener);
  }

  #listen(ffi: FfiPort, node: RtcNode, streams: Streams): void {
    const { grant, log, handlers } = this.#options;
    silence(ffi, node);
    const events = new TappedEvents(ffi, streams, handlers);
    this.#tap = new Tap({
      ffi,
      identity: grant.identity,
      onRoomEvent: (event) => {
        events.take(event);
      },
      onReaderEnd: (handle, attributes) => {
        events.readerEnded(handle, attributes);
      },
      log,
    });
  }
}

/** @param thrown by rtc-node: its messages quote the URL, and may quote the token */
export function connectError(thrown: unknown): RecorderError {
  if (thrown instanceof RecorderError) return thrown;
  const text = thrown instanceof Error ? redact(thrown.message) : 'unknown error';
  if (/\b40[13]\b|unauthorized/i.test(text)) {
    return new RecorderError('livekit-unauthorized', 'The LiveKit server refused the token.');
  }
  return new RecorderError('livekit-link-failed', `rtc-node could not join: ${text}.`, {
    cause: thrown,
  });
}

async function orAborted(connecting: Promise<void>, abort: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    abort.addEventListener(
      'abort',
      () => {
        reject(new RecorderError('livekit-link-failed', 'rtc-node did not join in time.'));
      },
      { once: true },
    );
    connecting.then(resolve, reject);
  });
}

async function sidOf(room: Room): Promise<string> {
  let sid = '';
  await limited(
    room.getSid().then((told) => {
      sid = told;
    }),
    SID_LIMIT_MS,
  );
  return sid;
}

async function limited(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([promise.catch(() => undefined), limit]);
  clearTimeout(timer);
}

function isListener(value: unknown): value is () => void {
  return typeof value === 'function';
}
