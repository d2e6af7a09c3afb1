import type { Log } from '../../shared/log.ts';
import { Bridge } from './bridge.ts';
import { bridgeCandidate, tcpTarget } from './bridge-candidates.ts';

/** A server has one or two addresses; more are not worth a socket each. */
const MOST_BRIDGES = 4;

export interface BridgesOptions {
  /** A bridge is there: the peer connection may use this candidate instead of the server's own. */
  readonly onCandidate: (candidate: string) => void;
  /** The last bridge is gone. */
  readonly onGone: () => void;
  readonly log: Log;
}

/** The bridges of one peer connection: one for each address at which the server takes media over TCP. */
export class Bridges {
  readonly #options: BridgesOptions;
  readonly #targets = new Set<string>();
  readonly #open = new Set<Bridge>();
  #opening = 0;
  #closed = false;

  constructor(options: BridgesOptions) {
    this.#options = options;
  }

  /** Whether the server has named an address. */
  get any(): boolean {
    return this.#targets.size > 0;
  }

  /** A candidate of the server; all but those over TCP are left out. @param line without `a=` */
  take(line: string): void {
    const target = tcpTarget(line);
    if (target === null || this.#closed) return;
    const name = `${target.host} ${target.port}`;
    if (this.#targets.has(name) || this.#targets.size >= MOST_BRIDGES) return;
    this.#targets.add(name);
    this.#opening += 1;
    let bridge: Bridge | null = null;
    const onClosed = (): void => {
      if (bridge !== null) this.#open.delete(bridge);
      if (this.#open.size === 0 && this.#opening === 0) this.#options.onGone();
    };
    Bridge.open({ target, onClosed })
      .then((opened) => {
        bridge = opened;
        this.#opening -= 1;
        if (this.#closed) opened.close();
        else {
          this.#open.add(opened);
          this.#options.onCandidate(bridgeCandidate(opened.port));
        }
      })
      .catch((error: unknown) => {
        this.#opening -= 1;
        this.#options.log.warn('no port for the TCP bridge', { error });
      });
  }

  close(): void {
    this.#closed = true;
    for (const bridge of this.#open) bridge.close();
    this.#open.clear();
  }
}
