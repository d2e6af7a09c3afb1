import jsonwebtoken from 'jsonwebtoken';
import { expect, test } from 'vitest';
import { livekitGrants } from './grants.ts';

const source = livekitGrants({
  url: 'wss://livekit.example',
  key: 'key',
  secret: 'a-secret-of-livekit-of-some-length',
  roomName: 'Room 1',
});

test('a grant is for one room: hidden, receiving, and publishing nothing', async () => {
  const { token, identity } = await source.next();
  expect(jsonwebtoken.verify(token, 'a-secret-of-livekit-of-some-length')).toMatchObject({
    sub: identity,
    video: {
      roomJoin: true,
      room: 'Room 1',
      hidden: true,
      recorder: true,
      canSubscribe: true,
      canPublish: false,
      canPublishData: false,
    },
  });
});

test('a grant carries no right that was not meant', async () => {
  const { token } = await source.next();
  const { video } = jsonwebtoken.decode(token) as { video: Record<string, unknown> };
  expect(Object.keys(video).sort()).toEqual([
    'canPublish',
    'canPublishData',
    'canSubscribe',
    'hidden',
    'recorder',
    'room',
    'roomJoin',
  ]);
});

test('no two grants have the same identity', async () => {
  const [one, other] = await Promise.all([source.next(), source.next()]);
  expect(one.identity).not.toBe(other.identity);
});
