import { expect, test } from 'vitest';
import { contentSecurityPolicy, isAppPage, pathInside } from './app-page.ts';

const get = (url: string): { url: string; method: string } => ({ url, method: 'GET' });

test('only files below the folder are served', () => {
  expect(pathInside('/app', get('recorder://app/index.html'))).toBe('/app/index.html');
  expect(pathInside('/app', get('recorder://app/assets/a%20b.js'))).toBe('/app/assets/a b.js');
  for (const path of [
    '../secret',
    '%2e%2e/secret',
    'a/../../secret',
    '..%2fsecret',
    '%00',
    '%',
    'a%5cb',
  ]) {
    const served = pathInside('/app', get(`recorder://app/${path}`));
    expect(served === null || served.startsWith('/app/')).toBe(true);
  }
  expect(pathInside('/app', get('recorder://app/..%2f..%2fetc/passwd'))).toBeNull();
  expect(pathInside('/app', get('recorder://other/index.html'))).toBeNull();
  expect(pathInside('/app', { url: 'recorder://app/index.html', method: 'POST' })).toBeNull();
});

test('a neighbour whose name begins alike is not ours', () => {
  expect(pathInside('/app', get('recorder://app/..%2fapp-other/x.js'))).toBeNull();
  expect(isAppPage('recorder://app/index.html')).toBe(true);
  expect(isAppPage('recorder://app.evil/index.html')).toBe(false);
  expect(isAppPage('https://example.org/?recorder://app/')).toBe(false);
});

test('the policy forbids connections and foreign code, and carries the nonce', () => {
  const policy = contentSecurityPolicy('abc');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'none'");
  expect(policy).toContain("style-src 'self' 'nonce-abc'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain('unsafe');
});
