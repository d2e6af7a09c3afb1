/**
 * A participant that speaks LiveKit's protocol by itself (`/rtc/v1`), so that it can send what no SDK
 * does: any DataPacket, data tracks, packets of later versions, streams that are left unfinished or lie
 * about their size. For tests; nothing of the recorder is used.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DataPacket,
  DataPacket_Kind,
  SignalRequest,
  UpdateParticipantMetadata,
  type DataTrackInfo,
} from '@livekit/protocol';
import { AccessToken, type VideoGrant } from 'livekit-server-sdk';
import { WirePeer } from './wire-peer.ts';
import { WireSignal } from './wire-signal.ts';

/** On a busy machine the server may give a connection up before it is there. */
const JOIN_ATTEMPTS = 3;
const ANSWER_WITHIN_MS = 20_000;
const DRAIN_WITHIN_MS = 20_000;
const LOOK_MS = 10;
/** From the channel's own queue to the server, and for the server to forward it. */
const ON_THE_WIRE_MS = 300;

export interface WireServer {
  readonly wsUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface WireOptions {
  readonly server: WireServer;
  readonly room: string;
  readonly identity: string;
  /** An agent may send transcriptions; a hidden one is not announced. */
  readonly kind?: 'standard' | 'agent';
  readonly grant?: VideoGrant;
}

/** The value of a DataPacket, as the library has it. */
export type PacketValue = Exclude<DataPacket['value'], { case: undefined } | { case: 'speaker' }>;

export class WireParticipant {
  readonly identity: string;
  readonly #signal: WireSignal;
  readonly #peer: WirePeer;
  #sequence = 0;
  #requests = 0;

  private constructor(identity: string, signal: WireSignal, peer: WirePeer) {
    this.identity = identity;
    this.#signal = signal;
    this.#peer = peer;
  }

  /** Resolves when its channels are open; tries three times. @throws Error when it cannot join */
  static async join(options: WireOptions): Promise<WireParticipant> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await WireParticipant.#joinOnce(options);
      } catch (error) {
        if (attempt === JOIN_ATTEMPTS) throw error;
      }
    }
  }

  static async #joinOnce(options: WireOptions): Promise<WireParticipant> {
    const { server, identity } = options;
    const signal = await WireSignal.open(server.wsUrl, await tokenFor(options));
    const peer = new WirePeer((request) => {
      signal.send(request);
    });
    signal.onResponse((response) => {
      peer.take(response);
    });
    try {
      await signal.joined;
      peer.offer();
      await peer.open;
      return new WireParticipant(identity, signal, peer);
    } catch (error) {
      peer.close();
      signal.close();
      throw error;
    }
  }

  /** Its session id. */
  get sid(): string {
    return this.#signal.sid;
  }

  /** Reliable packets that it has sent; the last one has this number. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Sends one packet, numbered when it is reliable. @returns its sequence number, 0 when lossy */
  send(value: PacketValue, options: { reliable?: boolean; destinations?: string[] } = {}): number {
    const { reliable = true, destinations = [] } = options;
    if (reliable) this.#sequence += 1;
    const packet = new DataPacket({
      kind: reliable ? DataPacket_Kind.RELIABLE : DataPacket_Kind.LOSSY,
      destinationIdentities: destinations,
      sequence: reliable ? this.#sequence : 0,
      value,
    });
    this.sendBytes(packet.toBinary(), reliable);
    return packet.sequence;
  }

  /** Sends fields of a DataPacket that no version knows, with the next number. */
  sendFields(fields: Uint8Array): number {
    this.#sequence += 1;
    const head = new DataPacket({ sequence: this.#sequence }).toBinary();
    this.sendBytes(Buffer.concat([head, fields]), true);
    return this.#sequence;
  }

  sendBytes(bytes: Uint8Array, reliable: boolean): void {
    this.#peer.send(reliable ? '_reliable' : '_lossy', bytes);
  }

  /** Offers a data track. @returns as the server has it. @throws Error when it refuses */
  async publishTrack(pubHandle: number, name: string): Promise<DataTrackInfo> {
    const answer = this.#signal.next(
      (response) =>
        response.message.case === 'publishDataTrackResponse' &&
        response.message.value.info?.pubHandle === pubHandle
          ? response.message.value.info
          : undefined,
      `the data track ${name}`,
      ANSWER_WITHIN_MS,
    );
    const value = { pubHandle, name };
    this.#signal.send(new SignalRequest({ message: { case: 'publishDataTrackRequest', value } }));
    return answer;
  }

  unpublishTrack(pubHandle: number): void {
    const value = { pubHandle };
    this.#signal.send(new SignalRequest({ message: { case: 'unpublishDataTrackRequest', value } }));
  }

  /** One packet of a data track, header included. */
  sendTrackPacket(bytes: Uint8Array): void {
    this.#peer.send('_data_track', bytes);
  }

  /** Needs the grant `canUpdateOwnMetadata`. What is left out stays as it is. */
  update(changes: { name?: string; metadata?: string; attributes?: Record<string, string> }): void {
    this.#requests += 1;
    const value = new UpdateParticipantMetadata({ ...changes, requestId: this.#requests });
    this.#signal.send(new SignalRequest({ message: { case: 'updateMetadata', value } }));
  }

  /** Resolves when what was sent is with the server. @throws Error when it is not in 20 s */
  async drain(): Promise<void> {
    const giveUp = AbortSignal.timeout(DRAIN_WITHIN_MS);
    while (this.#peer.buffered > 0) {
      if (giveUp.aborted) throw new Error(`${this.identity} could not send all of it`);
      await sleep(LOOK_MS);
    }
    await sleep(ON_THE_WIRE_MS);
  }

  /** Says goodbye; the server tells the others at once. */
  leave(): void {
    this.#signal.leave();
    this.vanish();
  }

  /** Closes everything without a word. */
  vanish(): void {
    this.#peer.close();
    this.#signal.close();
  }
}

async function tokenFor(options: WireOptions): Promise<string> {
  const { server, room, identity, kind = 'standard', grant = {} } = options;
  const token = new AccessToken(server.apiKey, server.apiSecret, { identity });
  token.addGrant({
    roomJoin: true,
    room,
    canPublishData: true,
    canUpdateOwnMetadata: true,
    ...grant,
  });
  if (kind === 'agent') token.kind = 'agent';
  return token.toJwt();
}
