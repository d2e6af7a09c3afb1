import { expect, test } from 'vitest';
import { routesOf } from '../../shared/capture-protocol.ts';
import { RecorderError } from '../../shared/errors.ts';
import { Routes } from './routes.ts';

const noMedia = new RecorderError('livekit-no-media', 'no media');
const unreachable = new RecorderError('livekit-unreachable', 'unreachable');
const failed = new RecorderError('livekit-link-failed', 'failed');

/** The routes taken after each of these failures. */
function after(routes: Routes, ...errors: RecorderError[]): string[] {
  return errors.map((error) => {
    routes.failed(error);
    return routes.current;
  });
}

test('only a lack of media changes the route of our own client', () => {
  const routes = new Routes(routesOf.auto);
  expect(routes.current).toBe('udp');
  expect(after(routes, unreachable, failed, noMedia, unreachable, noMedia)).toEqual([
    'udp',
    'udp',
    'tcp-bridge',
    'tcp-bridge',
    'rtc-node',
  ]);
});

test('where rtc-node fails too, it begins anew; a refused token says nothing of the route', () => {
  const routes = new Routes(routesOf.auto);
  const refused = new RecorderError('livekit-unauthorized', 'refused');
  expect(after(routes, noMedia, noMedia, refused, unreachable)).toEqual([
    'tcp-bridge',
    'rtc-node',
    'rtc-node',
    'udp',
  ]);
});

test('a route that has worked is taken again, and our own client gets a second round', () => {
  const routes = new Routes(routesOf.auto);
  routes.failed(noMedia);
  routes.opened();
  expect(routes.current).toBe('tcp-bridge');
  expect(after(routes, noMedia, noMedia, noMedia)).toEqual(['udp', 'tcp-bridge', 'rtc-node']);
});

test('a single route is kept', () => {
  const routes = new Routes(routesOf['rtc-node']);
  expect(routes.failed(failed)).toBe(false);
  expect(routes.current).toBe('rtc-node');
});

test('without rtc-node our own client goes on in turns', () => {
  expect(after(new Routes(routesOf.wire), noMedia, noMedia, noMedia)).toEqual([
    'tcp-bridge',
    'udp',
    'tcp-bridge',
  ]);
});
