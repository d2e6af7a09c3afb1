import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

const FRESH_MS = 500;

interface Address {
  readonly address: string;
  readonly internal: boolean;
}

/** All rooms of a process ask within the same second. */
let known: { readonly at: number; readonly addresses: readonly Address[] } | null = null;

function addressesNow(): readonly Address[] {
  const now = performance.now();
  if (known === null || now - known.at > FRESH_MS) {
    const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
    known = { at: now, addresses };
  }
  return known.addresses;
}

/**
 * Whether this computer has given up this address for another: what was connected from it hears nothing
 * any more and is not told. While there is no other address, the cable may only be out for a moment.
 * @param own as a socket names it
 */
export function isAddressGone(
  own: string,
  addresses: readonly Address[] = addressesNow(),
): boolean {
  const [plain = ''] = own.replace(/^::ffff:(?=\d+\.)/, '').split('%');
  if (addresses.some(({ address }) => address === plain)) return false;
  return addresses.some(({ address, internal }) => !internal && isIPv6(address) === isIPv6(plain));
}
