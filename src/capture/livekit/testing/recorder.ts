import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AccessToken } from 'livekit-server-sdk';
import { silentLog } from '../../../shared/log.ts';
import type { Channel, EventRecord } from '../../../shared/records.ts';
import type { Arrival, LinkGrant, RoomCapture, RoomCaptureState, RoomSink } from '../../ports.ts';
import { scanPacket, type ScannedPacket } from '../packet-scanner.ts';
import { createRoomCapture, type LiveKitCaptureOptions } from '../room-capture.ts';

/** Where a LiveKit server is and what it takes to join. */
export interface TestServer {
  readonly wsUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface SeenPacket {
  readonly link: number;
  readonly channel: Channel;
  readonly arrival: Arrival;
  readonly packet: ScannedPacket;
}

export function now(): Arrival {
  return { wall: BigInt(Date.now()) * 1_000_000n, monotonic: process.hrtime.bigint() };
}

/** How the server judges our connection: told when it likes, so that no test can count on it. */
function isOwnQuality(record: EventRecord): boolean {
  return record.kind === 'link' && record.event === 'quality';
}

/** Keeps what a capture hands over, in its order. */
export class MemorySink implements RoomSink {
  readonly packets: SeenPacket[] = [];
  readonly events: EventRecord[] = [];

  packet(link: number, channel: Channel, arrival: Arrival, bytes: Uint8Array): boolean {
    const packet = scanPacket(Uint8Array.from(bytes));
    if (packet === null) throw new Error('unreadable packet');
    this.packets.push({ link, channel, arrival, packet });
    return true;
  }

  event(record: EventRecord): void {
    this.events.push(record);
  }

  /** Records of one kind. */
  of<K extends EventRecord['kind']>(kind: K): Extract<EventRecord, { kind: K }>[] {
    return this.events.filter(
      (one): one is Extract<EventRecord, { kind: K }> => one.kind === kind && !isOwnQuality(one),
    );
  }

  /** Payloads as text, in order of arrival, of one topic. */
  texts(topic: string): string[] {
    return this.packets
      .filter(({ packet }) => packet.topic === topic)
      .map(({ packet }) => Buffer.from(packet.payload).toString());
  }
}

/** `url`: default the server's own; a proxy in tests of the network. */
export type TestCaptureOptions = Partial<LiveKitCaptureOptions> & { readonly url?: string };

/** A capture under test with everything that it reports. */
export class TestRecorder {
  readonly sink = new MemorySink();
  readonly states: RoomCaptureState[] = [];
  readonly identities: string[] = [];
  readonly capture: RoomCapture;

  constructor(server: TestServer, room: string, options: TestCaptureOptions = {}) {
    const { url = server.wsUrl, ...rest } = options;
    this.capture = createRoomCapture({
      roomName: room,
      expectedSessionId: null,
      sessionStartedAt: null,
      resume: null,
      plainHosts: ['127.0.0.1'],
      routes: ['udp'],
      requestGrant: () => this.#grant(server, room, url),
      sink: this.sink,
      onState: (state) => {
        this.states.push(state);
      },
      now,
      log: silentLog,
      ...rest,
    });
    this.capture.start();
  }

  get state(): RoomCaptureState['state'] | undefined {
    return this.states.at(-1)?.state;
  }

  /** Resolves when it records. */
  async recording(): Promise<this> {
    await until('recording', () => this.state === 'recording');
    return this;
  }

  async #grant(server: TestServer, room: string, url: string): Promise<LinkGrant> {
    const identity = `rec-${randomUUID()}`;
    this.identities.push(identity);
    const token = new AccessToken(server.apiKey, server.apiSecret, { identity });
    token.addGrant({
      roomJoin: true,
      room,
      hidden: true,
      recorder: true,
      canSubscribe: true,
      canPublish: false,
      canPublishData: false,
    });
    return { url, token: await token.toJwt(), identity };
  }
}

/** Looks until it is so. @throws Error naming `what` after 20 s */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = AbortSignal.timeout(20_000);
  while (!(await isSo())) {
    if (giveUp.aborted) throw new Error(`waited in vain: ${what}`);
    await sleep(20);
  }
}
