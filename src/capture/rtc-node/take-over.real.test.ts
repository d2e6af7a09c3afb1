import { afterAll, expect, test } from 'vitest';
import { routesOf } from '../../shared/capture-protocol.ts';
import { BlindProxy } from '../livekit/testing/blind-proxy.ts';
import { useBench } from '../livekit/testing/bench.ts';
import { until } from '../livekit/testing/recorder.ts';
import { releaseRtcNode } from './load.ts';

const bench = useBench();

afterAll(releaseRtcNode);

test('where our own client gets no media, rtc-node takes over by itself and says so', async () => {
  const { server } = bench();
  const proxy = await BlindProxy.start(server.wsUrl, 2);
  try {
    const recorder = bench().capture('take-over', { url: proxy.url, routes: routesOf.auto });
    await recorder.recording();
    const device = await bench().publisher('take-over', 'device');
    await device.flow('tick', 100, 1);
    await until('all there', () => recorder.sink.texts('tick').length === 100);
    expect(recorder.states).toMatchObject([
      { state: 'connecting', attempt: 1 },
      { state: 'connecting', attempt: 2, error: { code: 'livekit-no-media' } },
      { state: 'connecting', attempt: 3, error: { code: 'livekit-no-media' } },
      { state: 'recording', route: 'rtc-node' },
    ]);
    expect(recorder.sink.of('link')).toMatchObject([{ event: 'open', transport: 'rtc-node' }]);
    await recorder.capture.stop();
  } finally {
    await proxy.stop();
  }
});
