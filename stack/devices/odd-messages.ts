/** Payloads and topics that have broken recorders before: each is sent once in a session. */
import type { OutgoingMessage } from './messages.ts';

const LARGE = 60_000;
const LONG_TOPIC = 1_000;
const byteOrderMark = '\uFEFF';

export function oddMessages(): readonly OutgoingMessage[] {
  return [
    ...payloads.map((payload) => ({ topic: 'odd', payload: Buffer.from(payload) })),
    {
      topic: 'odd',
      payload: Buffer.alloc(
        LARGE,
        Uint8Array.from({ length: 251 }, (_, i) => i + 5),
      ),
    },
    ...topics.map((topic) => ({ topic, payload: Buffer.from(`topic ${topic ?? 'none'}`) })),
  ];
}

/** All different, so that the order of the journal can be told. */
const payloads: readonly (string | Uint8Array)[] = [
  // Numbers to a spreadsheet or a careless JSON reader.
  '007',
  '1e3',
  '12345678901234567890',
  '',
  '\n',
  'two\nlines, "quotes", \\backslash\\ and a\ttab\r\n',
  `${byteOrderMark}after a byte order mark`,
  byteOrderMark,
  // Not UTF-8: lone bytes, an overlong slash, half of a surrogate pair.
  Uint8Array.of(0xff, 0xfe, 0x80, 0x41),
  Uint8Array.of(0xc0, 0xaf),
  Uint8Array.of(0xed, 0xa0, 0x80),
  '\0\u0001\u001f\u007f',
  'line\u2028and paragraph\u2029separators',
  // A formula to a spreadsheet.
  '=1+1',
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}',
  // A line of a recording, inside a line of a recording.
  '{"record":1,"kind":"data","text":"x","crc":"00000000"}',
  '<script>alert(1)</script>',
];

const topics: readonly (string | undefined)[] = [
  undefined,
  '',
  'x'.repeat(LONG_TOPIC),
  '../../etc/a\\b',
  'slash/emoji/💡',
  '__proto__',
  'new\nline',
];
