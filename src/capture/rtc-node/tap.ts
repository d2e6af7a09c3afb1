import type { FfiEvent } from '@livekit/rtc-ffi-bindings';
import type { Log } from '../../shared/log.ts';
import type { FfiPort } from './ffi.ts';

type Message = FfiEvent['message'];
type RoomMessage = Extract<Message, { case: 'roomEvent' }>['value']['message'];

export interface TapOptions {
  readonly ffi: FfiPort;
  /** Ours, by which the room is recognised. */
  readonly identity: string;
  readonly onRoomEvent: (event: RoomMessage) => void;
  /** The end of a stream's reader, with the attributes of the trailer. */
  readonly onReaderEnd: (readerHandle: bigint, attributes: Record<string, string>) => void;
  readonly log: Log;
}

/**
 * Listens to what rtc-node's native code tells, before rtc-node itself drops half of it
 * (livekit-capture.md §2). All rooms of the process are heard here; ours is told by its handle, which the
 * answer to `connect` names: an answer that is understood is also the self-check that this version of
 * rtc-node can be tapped at all.
 */
export class Tap {
  readonly #options: TapOptions;
  #room: bigint | undefined;
  #failures = 0;

  constructor(options: TapOptions) {
    this.#options = options;
    options.ffi.prependListener('ffi_event', this.#listener);
  }

  /** The self-check has passed. */
  get works(): boolean {
    return this.#room !== undefined;
  }

  close(): void {
    this.#options.ffi.off('ffi_event', this.#listener);
  }

  /** Called from native code: what it throws would end the process. */
  readonly #listener = ({ message }: FfiEvent): void => {
    try {
      this.#hear(message);
    } catch (error) {
      this.#failures += 1;
      if (this.#failures % 1_000 !== 1) return;
      this.#options.log.error('an event of rtc-node was not understood', { error });
    }
  };

  #hear(message: Message): void {
    switch (message.case) {
      case 'connect':
        this.#connected(message.value.message);
        return;
      case 'roomEvent':
        if (message.value.roomHandle !== this.#room || this.#room === undefined) return;
        this.#options.onRoomEvent(message.value.message);
        return;
      case 'textStreamReaderEvent':
      case 'byteStreamReaderEvent': {
        const { readerHandle, detail } = message.value;
        if (detail.case !== 'eos' || readerHandle === undefined) return;
        const { error, attributes } = detail.value;
        // A reader that gave up says what the header said: no trailer came.
        this.#options.onReaderEnd(readerHandle, error === undefined ? attributes : {});
        return;
      }
      default:
    }
  }

  #connected(answer: Extract<Message, { case: 'connect' }>['value']['message']): void {
    if (answer.case !== 'result') return;
    const { localParticipant, room } = answer.value;
    if (localParticipant?.info?.identity === this.#options.identity) this.#room = room?.handle?.id;
  }
}
