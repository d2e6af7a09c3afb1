import { expect, it } from 'vitest';
import { isLoopback, parseMonitorAddress } from './monitor-address.ts';

it('a port alone is for this computer only', () => {
  expect(parseMonitorAddress('9464')).toEqual({ host: '127.0.0.1', port: 9464 });
  expect(parseMonitorAddress('0.0.0.0:9464')).toEqual({ host: '0.0.0.0', port: 9464 });
  expect(parseMonitorAddress('[::1]:80')).toEqual({ host: '::1', port: 80 });
  expect(parseMonitorAddress('lab-pc:80')).toEqual({ host: 'lab-pc', port: 80 });
});

it.each(['', ':80', 'host', '70000', '::1:80', '[host]:80', 'http://host:80', '80 '])(
  'refuses %j',
  (text) => {
    expect(parseMonitorAddress(text)).toBeNull();
  },
);

it('knows what only this computer reaches', () => {
  expect(['localhost', '127.0.0.1', '127.1.2.3', '::1'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '127.0.0.1.example.org', '10.0.0.1', 'evil'].some(isLoopback)).toBe(false);
});
