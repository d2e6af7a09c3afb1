/** Each border asks whether a connection without TLS was allowed, before anything is connected. */
import { expect, test } from 'vitest';
import { LivekitRooms } from '../livekit/rooms.ts';
import { createS3Destination } from '../uploads/s3-destination.ts';
import { connectBroker } from './broker-connection.ts';

const plainHosts = ['allowed.example'];
const refused = { code: 'plain-connection-refused' };

test('the broker', async () => {
  const asked = connectBroker({
    broker: { host: 'localhost', port: 1, tls: false, vhost: 'syncflow' },
    plainHosts,
    what: 'The broker',
    login: () => ({ user: 'user', password: 'password' }),
    signal: AbortSignal.timeout(10_000),
  });
  await expect(asked).rejects.toMatchObject(refused);
});

test('the rooms of LiveKit', () => {
  const made = (url: string) => () => new LivekitRooms({ url, key: 'k', secret: 's', plainHosts });
  expect(made('ws://livekit.example')).toThrow(expect.objectContaining(refused));
  expect(made('ws://allowed.example')).not.toThrow();
});

test('the bucket', () => {
  const made = (endpoint: string) => () => {
    const config = { accessKey: 'ak', secretKey: 'sk', bucket: 'b', region: 'r', endpoint };
    createS3Destination({ config, plainHosts }).close();
  };
  expect(made('http://s3.example')).toThrow(expect.objectContaining(refused));
  expect(made('http://allowed.example')).not.toThrow();
});
