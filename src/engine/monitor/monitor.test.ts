import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { Monitor } from './monitor.ts';
import { parseMonitorAddress } from './monitor-address.ts';

const address = parseMonitorAddress('0');
let monitor: Monitor;
let port: number;

beforeAll(async () => {
  if (address === null) throw new Error('no address');
  monitor = new Monitor({
    address,
    version: '1',
    // `/healthz` asks for none.
    snapshot: () => {
      throw new Error('not asked here');
    },
    log: silentLog,
  });
  port = await monitor.start();
});
afterAll(() => monitor.stop());

/** The status of an answer. */
function asked(method: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, method, path: '/healthz', headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('it answers to the names of this computer only: a page may point a name of its own at it', async () => {
  expect(await asked('GET', `localhost:${port}`)).toBe(200);
  expect(await asked('GET', `127.0.0.1:${port}`)).toBe(200);
  expect(await asked('GET', `rebound.example:${port}`)).toBe(421);
});

test('it takes no order', async () => {
  expect(await asked('POST', `localhost:${port}`)).toBe(405);
  expect(await asked('DELETE', `localhost:${port}`)).toBe(405);
});
