/**
 * What a device has sent in one session, as JSON Lines. It is evidence: a message's line is written
 * when its publish has resolved, and given to the operating system at once, so that killing the device
 * loses at most one line. stack/checker/ledgers.py reads it and describes the lines.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { SentThing } from './kinds/sent-things.ts';
import type { OutgoingMessage } from './messages.ts';

export interface LedgerHeader {
  /** null at a bare LiveKit server. */
  readonly sessionId: string | null;
  readonly room: string;
  readonly identity: string;
  readonly sid: string;
  readonly device: string;
}

export interface SentMessage extends OutgoingMessage {
  readonly reliable: boolean;
  /** Wall clock just before publishing (nanoseconds, decimal). */
  readonly t: string;
}

export class Ledger {
  readonly path: string;
  readonly #file: number;
  #open = true;
  #messages = 0;
  #sent = 0;

  /** Makes the file `<sessionId>__<identity>__<pid>.jsonl`; a second one of this process gets `-2`. */
  constructor(folder: string, header: LedgerHeader) {
    const session = header.sessionId ?? `room ${header.room}`;
    const name = `${safe(session)}__${safe(header.identity)}__${process.pid}`;
    [this.path, this.#file] = createNew(folder, name);
    this.#write({ ledger: 'device', version: 1, ...header, t: wallClock() });
  }

  /** Messages whose publish has resolved, and other things that were sent. */
  get sent(): number {
    return this.#sent;
  }

  /** The number that the next message will have. */
  get next(): number {
    return this.#messages + 1;
  }

  /** The publish has resolved. */
  published(message: SentMessage): void {
    this.#sent += 1;
    this.#write(this.#line(message));
  }

  /** Something other than a message was sent, whole. @param t as in `SentMessage` */
  publishedOther(thing: SentThing, t: string): void {
    this.#sent += 1;
    this.#messages += 1;
    this.#write({ n: this.#messages, ...thing, t });
  }

  /** The publish failed: nobody knows whether it was sent. */
  uncertain(message: SentMessage, why: string): void {
    this.#write({ ...this.#line(message), uncertain: why });
  }

  /**
   * The connection broke: what was on its way may be lost.
   * @param heardMs The server was certainly there then (unix ms); a connection can be dead for 15 s before
   * anybody says so.
   */
  interrupted(heardMs: number): void {
    this.#write({ event: 'interrupted', heard: `${heardMs}000000`, t: wallClock() });
  }

  /** The connection is there again; `sid` differs after a full reconnect. */
  resumed(sid: string): void {
    this.#write({ event: 'resumed', sid, t: wallClock() });
  }

  /** The last line. `drained`: everything had left the device before it left the room. */
  end(reason: string, drained: boolean, heardMs = Date.now()): void {
    const heard = `${heardMs}000000`;
    this.#write({ event: 'end', reason, drained, heard, sent: this.#sent, t: wallClock() });
    this.#open = false;
    closeSync(this.#file);
  }

  #line(message: SentMessage): Record<string, unknown> {
    this.#messages += 1;
    return {
      n: this.#messages,
      topic: message.topic ?? '',
      reliable: message.reliable,
      sha256: createHash('sha256').update(message.payload).digest('hex'),
      base64: Buffer.from(message.payload).toString('base64'),
      t: message.t,
    };
  }

  /** Late events of a room that was left are not written any more. */
  #write(line: Record<string, unknown>): void {
    if (!this.#open) return;
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

/** Now, in nanoseconds since 1970, decimal (in steps of a millisecond). */
export function wallClock(): string {
  return `${Date.now()}000000`;
}

function createNew(folder: string, name: string): readonly [string, number] {
  for (let attempt = 1; ; attempt += 1) {
    const path = join(folder, `${name}${attempt === 1 ? '' : `-${attempt}`}.jsonl`);
    try {
      return [path, openSync(path, 'ax', 0o600)];
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}

/** Identities and room names are free text; slashes and the like must not steer the path. */
function safe(text: string): string {
  return encodeURIComponent(text).replaceAll('.', '%2E').slice(0, 100);
}
