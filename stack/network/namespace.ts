/**
 * A network of its own for one process, joined to this computer by a cable (a veth pair): what happens to
 * a computer whose cable is pulled, whose address changes, or whose firewall lets no UDP out. Needs root
 * and a kernel with network namespaces.
 */
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

/** Why there can be none here; null where there can. */
export function whyNoNamespaces(): string | null {
  const name = `lk-try-${process.pid}`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'delete', name);
    return null;
  } catch (error) {
    return `network namespaces: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export class NetworkNamespace {
  readonly #name: string;
  /** This computer's end of the cable: where servers are reached from inside. */
  readonly outside: { readonly address: string; readonly device: string };
  readonly #inner: string;
  readonly #net: string;
  #host = 2;

  /** The cable is plugged in. @throws Error where the kernel or the rights do not allow it */
  constructor() {
    const id = randomInt(0x10000).toString(16);
    this.#name = `lk-${process.pid}-${id}`;
    this.#net = `10.${randomInt(100, 250)}.${randomInt(250)}`;
    this.outside = { address: `${this.#net}.1`, device: `lko${id}` };
    this.#inner = `lki${id}`;
    ip('netns', 'add', this.#name);
    try {
      ip('link', 'add', this.outside.device, 'type', 'veth', 'peer', 'name', this.#inner);
      ip('link', 'set', this.#inner, 'netns', this.#name);
      ip('addr', 'add', `${this.outside.address}/24`, 'dev', this.outside.device);
      ip('link', 'set', this.outside.device, 'up');
      this.#inside('addr', 'add', `${this.#address}/24`, 'dev', this.#inner);
      this.#inside('link', 'set', 'lo', 'up');
      this.plug();
    } catch (error) {
      this.remove();
      throw error;
    }
  }

  /** What stands before a command that is to run inside. */
  get wrapper(): readonly string[] {
    return ['ip', 'netns', 'exec', this.#name];
  }

  /** The link goes down on the inside: no route any more; nobody outside is told. */
  unplug(): void {
    this.#inside('link', 'set', this.#inner, 'down');
  }

  plug(): void {
    this.#inside('link', 'set', this.#inner, 'up');
  }

  /** The inside gets another address, and the old one is gone. */
  changeAddress(): void {
    const before = this.#address;
    this.#host += 1;
    this.#inside('addr', 'add', `${this.#address}/24`, 'dev', this.#inner);
    this.#inside('addr', 'delete', `${before}/24`, 'dev', this.#inner);
    // The kernel drops the other addresses of a network with the first; this one may be gone as well.
    this.#inside('addr', 'replace', `${this.#address}/24`, 'dev', this.#inner);
  }

  /** From now on sending over UDP fails; what was connected over TCP stays. */
  blockUdp(): void {
    this.#inside('rule', 'add', 'ipproto', 'udp', 'to', `${this.#net}.0/24`, 'prohibit');
  }

  /** Its processes have to be gone by then. */
  remove(): void {
    ip('netns', 'delete', this.#name);
  }

  get #address(): string {
    return `${this.#net}.${this.#host}`;
  }

  #inside(...args: readonly string[]): void {
    ip('-n', this.#name, ...args);
  }
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
