import { DataTrackSubscriberHandles, SignalResponse } from '@livekit/protocol';
import { expect, test } from 'vitest';
import { Notices } from './notices.ts';

/** What the server says: all handles, each time. */
function told(handles: Readonly<Record<number, string>>): SignalResponse {
  const subHandles = Object.fromEntries(
    Object.entries(handles).map(([handle, trackSid]) => [
      handle,
      { trackSid, publisherIdentity: 'device', publisherSid: 'PA_1' },
    ]),
  );
  const value = new DataTrackSubscriberHandles({ subHandles });
  return new SignalResponse({ message: { case: 'dataTrackSubscriberHandles', value } });
}

test('tracks are told once when they begin, and once when they end', () => {
  const notices = new Notices(3);
  const said = [
    told({ 7: 'DTR_a' }),
    told({ 7: 'DTR_a', 8: 'DTR_b' }),
    told({ 7: 'DTR_a', 8: 'DTR_b' }),
    told({ 8: 'DTR_b' }),
    // Given to another track at once.
    told({ 8: 'DTR_c' }),
    told({}),
  ].map((response) =>
    notices.of(response).map((notice) => {
      return notice.kind === 'track' ? [notice.event, notice.handle, notice.trackSid] : [];
    }),
  );
  expect(said).toEqual([
    [['subscribed', 7, 'DTR_a']],
    [['subscribed', 8, 'DTR_b']],
    [],
    [['unsubscribed', 7, 'DTR_a']],
    [
      ['unsubscribed', 8, 'DTR_b'],
      ['subscribed', 8, 'DTR_c'],
    ],
    [['unsubscribed', 8, 'DTR_c']],
  ]);
});

test('a track that ends is told with its publisher', () => {
  const notices = new Notices(3);
  notices.of(told({ 7: 'DTR_a' }));
  expect(notices.of(told({}))).toEqual([
    {
      ...{ kind: 'track', event: 'unsubscribed', link: 3, handle: 7, trackSid: 'DTR_a' },
      ...{ identity: 'device', sid: 'PA_1' },
    },
  ]);
});
