import { expect, test } from 'vitest';
import { isAddressGone } from './own-address.ts';

const loopback = { address: '127.0.0.1', internal: true };
const lan = (address: string) => ({ address, internal: false });

test('an address is gone when another has come in its place', () => {
  expect(isAddressGone('10.0.0.2', [loopback, lan('10.0.0.3')])).toBe(true);
  expect(isAddressGone('fe80::1%eth0', [loopback, lan('fe80::2')])).toBe(true);
});

test('it is not while it is there, or while there is no other of its kind', () => {
  expect(isAddressGone('10.0.0.2', [loopback, lan('10.0.0.2'), lan('10.0.0.3')])).toBe(false);
  expect(isAddressGone('::ffff:10.0.0.2', [lan('10.0.0.2'), lan('10.0.0.3')])).toBe(false);
  expect(isAddressGone('fe80::1%eth0', [lan('fe80::1'), lan('fe80::2')])).toBe(false);
  // The cable is out.
  expect(isAddressGone('10.0.0.2', [loopback])).toBe(false);
  expect(isAddressGone('10.0.0.2', [loopback, lan('fe80::2')])).toBe(false);
});

test('the addresses of this computer are looked up', () => {
  expect(isAddressGone('127.0.0.1')).toBe(false);
});
