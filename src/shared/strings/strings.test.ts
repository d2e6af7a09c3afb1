/** Texts that say one and many, or leave out what is not known. */
import { expect, test } from 'vitest';
import { strings } from './strings.ts';

test('what is one is said as one', () => {
  const { feed, plot, timeline } = strings.session;
  expect([1, 2].map((left) => feed.leftOut(5000, left))).toEqual([
    'This view holds the newest 5,000 messages; 1 older or too quick to show is in the recording.',
    'This view holds the newest 5,000 messages; 2 older or too quick to show are in the recording.',
  ]);
  expect([1, 2].map(feed.undecided)).toEqual([
    expect.stringMatching(/^1 long message is left out/),
    expect.stringMatching(/^2 long messages are left out/),
  ]);
  expect([1, 2].map(plot.others)).toEqual([
    '1 more sender has the field, without a line here.',
    '2 more senders have the field, without a line here.',
  ]);
  expect([1, 2].map(timeline.others)).toEqual([
    '1 more sender is in the sum, without a row of its own.',
    '2 more senders are in the sum, without a row of their own.',
  ]);
  expect([1, 2].map(strings.exports.job.unendedStreams)).toEqual([
    '1 stream never ended and has no row.',
    '2 streams never ended and have no row.',
  ]);
});

test('a gap says how long, whose and what, as far as that is known', () => {
  const { text } = strings.session.timeline.event.gap;
  expect(text(0, '', 'desk-1: numbers 4 to 9 did not arrive')).toBe(
    'Gap: desk-1: numbers 4 to 9 did not arrive',
  );
  expect(text(61_000, 'desk-1', 'the disk could not be written')).toBe(
    'Gap for 1 min (desk-1): the disk could not be written',
  );
});

test('the list of recordings says how many were asked for, and whether all were looked at', () => {
  const { listed, uploads } = strings.recordings;
  expect(listed(null, 1, null)).toBe('1 recording');
  expect(listed(3, 1200, { done: 1000, total: 1200 })).toBe(
    '3 of 1,200 recordings; 1,000 of 1,200 folders looked at',
  );
  expect(uploads.verified(4, 4, 0)).toBe('4 files verified in the bucket');
  expect(uploads.verified(3, 4, 1)).toBe(
    '3 of 4 files verified in the bucket, 1 under another name',
  );
});

test('the progress of an export leaves out what is not known yet', () => {
  const { progress } = strings.exports.job;
  expect(progress(2_000_000, null, 0, null)).toBe('2.0 MB read');
  expect(progress(2_000_000, 8_000_000, 1_000_000, 6000)).toBe(
    '2.0 MB of 8.0 MB read, 1.0 MB a second, 6 s left',
  );
});
