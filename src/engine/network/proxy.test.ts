import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { fakeStore } from '../uploads/testing.ts';
import { createS3Destination } from '../uploads/s3-destination.ts';
import { proxyFor } from './proxy.ts';

const proxy = 'http://proxy.example.org:3128';

test.each([
  ['https://s3.example.org', { HTTPS_PROXY: proxy }, true],
  ['https://s3.example.org', { https_proxy: proxy }, true],
  ['https://s3.example.org', { HTTP_PROXY: proxy }, false],
  ['http://s3.example.org', { HTTP_PROXY: proxy }, true],
  ['https://s3.example.org', {}, false],
  ['https://127.0.0.1:9000', { HTTPS_PROXY: proxy }, false],
  ['https://s3.example.org', { HTTPS_PROXY: 'not a URL' }, false],
  ['https://s3.example.org', { HTTPS_PROXY: proxy, NO_PROXY: '*' }, false],
  ['https://s3.example.org', { HTTPS_PROXY: proxy, NO_PROXY: 'localhost, example.org' }, false],
  ['https://s3.example.org', { HTTPS_PROXY: proxy, NO_PROXY: '.example.org' }, false],
  ['https://s3.example.org', { HTTPS_PROXY: proxy, NO_PROXY: 'ample.org' }, true],
  ['https://s3.example.org', { HTTPS_PROXY: proxy, NO_PROXY: 's3.example.org:443' }, false],
  ['https://s3.example.org:9000', { HTTPS_PROXY: proxy, NO_PROXY: 's3.example.org:443' }, true],
])('%s with %j', (server, env, expected) => {
  expect(proxyFor(new URL(server), env)?.href ?? null).toBe(expected ? `${proxy}/` : null);
});

test('the S3 client goes through the proxy of its project', async () => {
  const store = await fakeStore((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(403).end());
  });
  const asked: string[] = [];
  const proxyServer = createServer((request, response) => {
    // A request through a plain proxy names the whole address.
    const target = new URL(request.url ?? '');
    asked.push(target.host);
    const onward = connect(Number(target.port), target.hostname);
    onward.end(`${request.method ?? ''} ${target.pathname} HTTP/1.0\r\n\r\n`);
    onward.on('data', (data) => {
      const status = /^HTTP\/1\.\d (\d+)/.exec(data.toString())?.[1];
      if (status !== undefined && !response.headersSent) response.writeHead(Number(status)).end();
    });
  });
  await new Promise<void>((resolve) => proxyServer.listen(0, '127.0.0.1', resolve));
  const address = proxyServer.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const destination = createS3Destination({
    config: {
      accessKey: 'ak',
      secretKey: 'sk',
      endpoint: store.endpoint,
      bucket: 'recordings',
      region: 'r1',
      proxy: `http://127.0.0.1:${address.port}`,
    },
    plainHosts: ['127.0.0.1'],
  });
  await expect(destination.probe('probe.txt')).rejects.toMatchObject({ code: 'storage-forbidden' });
  expect(asked).toEqual([new URL(store.endpoint).host]);
  expect(store.requests).toEqual(['PUT /recordings/probe.txt']);
  destination.close();
  proxyServer.closeAllConnections();
  proxyServer.close();
  await store.close();
});
