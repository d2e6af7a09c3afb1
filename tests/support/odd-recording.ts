/** A recording with everything that an export can get wrong, from docs/data-format.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  data,
  linkOpen,
  writeFirstManifest,
  writeSegments,
  type Members,
} from '../../src/engine/recording/testing/hand-made.ts';

/** Payloads in UTF-8; the last one has paths to flatten. */
export const oddTexts: readonly string[] = [
  ...['', ' ', 'plain', 'a,b', 'a"b', '""', "'", 'a\nb', 'a\r\nb', '\n\n', '\r', '\t', 'tab\there'],
  ...['=1+1', '+1', '-1', '@cell', '007', '1e3', '1E400', 'NaN', 'null', 'n/a', 'true', '0x1F'],
  ...['\u0000', 'a\u0000b', '\u0001\u001f\u007f', '\uFEFFmark', 'ü', 'ß🎉日本', '\u2028\u2029'],
  ...['\\', '\\n', '-->', '<b>&amp;</b>', '00:00:00.000 --> 00:00:01.000', '{', '{"a":', '[1,2]'],
  ...['a,"b"\n=1+1', 'x'.repeat(5000), `"${'ä"'.repeat(3000)}`, '2026-01-31', '1,5'],
  '{"a":{"b":1e3,"c":"007"},"d":[1,{"x":"]"}],"e":null,"n":12345678901234567890,"dot.ted":"=1+1","t":true}',
];

/** Payloads that are no UTF-8. */
const oddBytes = [
  [0xff],
  [0xff, 0xfe, 0x00, 0x0a, 0x22],
  [0xc3],
  [0x61, 0xed, 0xa0, 0x80, 0x62],
  [0xf0, 0x9f, 0x8e],
  Array.from({ length: 256 }, (_, value) => value),
].map((bytes) => Buffer.from(bytes));

const START = 1_760_000_000_000_000_000n;

/** Writes two segments, at moments over some hours. @returns How many messages there are. */
export function writeOddRecording(folder: string): number {
  writeFirstManifest(folder);
  let sequence = 0;
  const message = (content: Members, more: Members = {}): Members => {
    sequence += 1;
    const { text: _, ...head } = data(sequence, '');
    return { ...head, ...more, ...content };
  };
  const who = { identity: 'device PA_a', sid: 'PA_a' };
  const messages: Members[] = [
    ...oddTexts.map((text) => message({ text })),
    ...oddBytes.map((bytes) => message({ base64: bytes.toString('base64') })),
    ...oddTexts.slice(1).map((topic) => message({ text: topic }, { topic, identity: topic })),
    { kind: 'data', link: 1, reliable: false, text: 'from a server' },
    { ...message({}), id: 'x', startTime: '5', destinations: ['a'], text: 'with more members' },
    chat('=chat\n'),
    unknown,
  ];
  const events: Members[] = [
    { kind: 'note', text: '=note\twith\nlines <b> \\' },
    taken('n1', 'typed\tlate', 20_000_000_000n, { category: '=code' }),
    taken('n2', 'a mistake', 0n),
    taken('n3', 'withdrawn: a mistake', 0n, { withdraws: 'n2' }),
    { kind: 'participant', event: 'left', link: 1, ...who, reason: 'CLIENT_INITIATED' },
    gap,
    { kind: 'participant', event: 'joined', link: 1, ...who },
    { kind: 'participant', event: 'quality', link: 1, ...who, quality: 'good' },
    message({ text: 'back again' }),
  ];
  // Moments: the middle ones before the others' end, so that sorting shows.
  const spread = (record: Members, place: number): Members => ({
    arrival: String(START + BigInt(place) * 7_123_456_789n),
    ...record,
  });
  const first = [linkOpen, ...messages, ...stream].map(spread);
  const second = events.map((record, place) => spread(record, first.length + 1 + place));
  writeSegments(folder, [first, second]);
  writeFileSync(join(folder, 'messages-000002.index'), 'no index');
  return messages.length + 2;
}

/** A note of a person, whose key was pressed so long before the events began. */
function taken(id: string, text: string, before: bigint, more: Members = {}): Members {
  const pressed = String(START + 800n * 1_000_000_000n - before);
  return { kind: 'note', text, id, author: 'researcher', pressed, pressedMonotonic: '1', ...more };
}

const chat = (text: string): Members => ({
  kind: 'chat',
  link: 1,
  identity: 'device PA_a',
  sid: 'PA_a',
  sequence: 500,
  reliable: true,
  id: 'c1',
  timestamp: '1',
  deleted: false,
  generated: false,
  text,
  raw: 'AAAA',
});

const unknown: Members = { kind: 'unknown', link: 1, channel: 'lossy', raw: '//8=' };

const part = { kind: 'text-stream', link: 1, identity: 'device PA_a', sid: 'PA_a' };
/** One stream with an end, and one that a crash cut off. */
const stream: readonly Members[] = [
  { ...part, sequence: 501, reliable: true, part: 'header', stream: 's1', topic: 'lk.chat' },
  { ...part, sequence: 502, reliable: true, part: 'chunk', stream: 's1', index: 0, text: 'he,' },
  { ...part, sequence: 503, reliable: true, part: 'chunk', stream: 's1', index: 1, text: 'llo' },
  { ...part, part: 'end', stream: 's1', topic: 'lk.chat', state: 'complete', text: 'he,llo' },
  { ...part, sequence: 504, reliable: true, part: 'header', stream: 's2', topic: 'lk.chat' },
];

const gap: Members = {
  kind: 'gap',
  reason: 'link-lost',
  from: String(START + 3_000_000_000n),
  to: String(START + 5_500_000_000n),
};
