/** What of a bucket's settings is secret. */
import type { S3Config } from './config.ts';

/** Every value that no log may show. */
export function secretsOfBucket({
  accessKey,
  secretKey,
  sessionToken,
  proxy,
}: Pick<S3Config, 'accessKey' | 'secretKey' | 'sessionToken' | 'proxy'>): string[] {
  const password = proxy === undefined ? '' : new URL(proxy).password;
  return [accessKey, secretKey, sessionToken ?? '', password].filter((value) => value !== '');
}

/** The address of a proxy apart from its login, `name:password` as an address has it; null: none. */
export function splitProxy(proxy: string): {
  readonly address: string;
  readonly login: string | null;
} {
  const url = new URL(proxy);
  const { username, password } = url;
  if (username === '' && password === '') return { address: proxy, login: null };
  url.username = '';
  url.password = '';
  return { address: url.href, login: `${username}:${password}` };
}

/** The other way. */
export function joinProxy(address: string, login: string | null): string {
  return login === null ? address : address.replace('://', `://${login}@`);
}
