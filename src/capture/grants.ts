/** Asks the parent for link grants: one request, one answer. */
import type { FromCapture, ToCapture } from '../shared/capture-protocol.ts';
import { errorFromWire, type RecorderError } from '../shared/errors.ts';
import type { LinkGrant } from './ports.ts';

type GrantAnswer = Extract<ToCapture, { type: 'grant' }>;

interface Waiting {
  readonly resolve: (grant: LinkGrant) => void;
  readonly reject: (error: RecorderError) => void;
}

export class GrantRequests {
  readonly #send: (message: FromCapture) => void;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;

  constructor(send: (message: FromCapture) => void) {
    this.#send = send;
  }

  request(recordingId: string): Promise<LinkGrant> {
    const requestId = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(requestId, { resolve, reject });
      this.#send({ type: 'need-grant', requestId, recordingId });
    });
  }

  answer(message: GrantAnswer): void {
    const waiting = this.#waiting.get(message.requestId);
    this.#waiting.delete(message.requestId);
    if (waiting === undefined) return;
    if (message.grant !== null) waiting.resolve(message.grant);
    else waiting.reject(errorFromWire(message.error ?? { code: 'internal', message: 'no reason' }));
  }
}
