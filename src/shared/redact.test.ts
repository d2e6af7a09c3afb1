import { expect, test } from 'vitest';
import { redact, redactDeep, registerSecret } from './redact.ts';

const jwt = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJsYWIifQ.${'s'.repeat(43)}`;

test('a registered secret is in no text, as it is, in an address, or in JSON', () => {
  registerSecret('pass"word/1+2');
  for (const text of [
    'login with pass"word/1+2 failed',
    `https://broker.example/login?password=${encodeURIComponent('pass"word/1+2')}&x=1`,
    JSON.stringify({ password: 'pass"word/1+2' }),
  ]) {
    expect(redact(text)).toContain('[redacted]');
    expect(redact(text)).not.toMatch(/word(?:\/|%2F)1/);
  }
});

test('a signed token is known by its shape, whole or cut off', () => {
  expect(redact(`the user ${jwt} may not`)).toBe('the user [redacted] may not');
  expect(redact('user eyJhbGciOiJI... was refused')).toMatch(/^user \[redacted\]\.* was refused$/);
});

test('the value of an authorization header is not shown', () => {
  expect(redact('authorization: Bearer abcdefgh.12345')).toBe('authorization: Bearer [redacted]');
  expect(redact('Basic dXNlcjpwYXNzd29yZA==')).toBe('Basic [redacted]');
});

test('an address that is signed for its bearer loses what is secret in it, and no more', () => {
  const address =
    'https://s3.example/b/k?X-Amz-Date=20260101&X-Amz-Credential=ak%2F1&X-Amz-Signature=deadbeef';
  const shown = redact(address);
  expect(shown).toContain('https://s3.example/b/k?X-Amz-Date=20260101');
  expect(shown).not.toContain('deadbeef');
  expect(shown).not.toContain('ak%2F1');
  expect(redact('wss://livekit.example/rtc?access_token=opaque-value-1')).not.toContain('opaque');
});

test('the login in an address is not shown', () => {
  expect(redact('http://user:pw@proxy.example:3128/')).toBe(
    'http://[redacted]@proxy.example:3128/',
  );
});

test('what is nested, and what an error says, is redacted as well', () => {
  const seen = redactDeep({ list: [`a ${jwt}`], error: new Error(`refused ${jwt}`), count: 3 });
  expect(seen).toEqual({
    list: ['a [redacted]'],
    error: 'Error: refused [redacted]',
    count: 3,
  });
});
