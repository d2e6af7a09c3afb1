/** What others send: bounded, checked, and shown without being obeyed. */
import { unit } from '../guard-of.mjs';

const LETTERS = 'src/engine/announcements/dead-letters.ts';

/** @type {readonly import('../list.mjs').Mutation[]} */
export const input = [
  {
    name: 'announcement-size',
    point: 'limits on input',
    edits: [
      {
        file: 'src/engine/announcements/announcement.ts',
        from: 'if (content.length > MAX_ANNOUNCEMENT_BYTES) {',
        to: 'if (content.length < 0) {',
      },
    ],
    guard: unit(
      'src/engine/announcements/announcement.test.ts',
      'what is far too long is not even parsed',
    ),
  },
  {
    name: 'announcement-utf8',
    point: 'limits on input',
    edits: [
      {
        file: 'src/engine/announcements/announcement.ts',
        from: "new TextDecoder('utf-8', { fatal: true })",
        to: "new TextDecoder('utf-8')",
      },
    ],
    guard: unit(
      'src/engine/announcements/announcement.test.ts',
      'bytes that are no UTF-8 are malformed',
    ),
  },
  {
    name: 'dead-letters-number',
    point: 'limits on input',
    edits: [{ file: LETTERS, from: 'if (this.#count >= MAX_FILES) return null;', to: '' }],
    guard: unit(
      'src/engine/announcements/dead-letters.test.ts',
      'a flood is bounded in number and in size',
    ),
  },
  {
    name: 'dead-letters-size',
    point: 'limits on input',
    edits: [{ file: LETTERS, from: 'content.subarray(0, MAX_BYTES)', to: 'content' }],
    guard: unit(
      'src/engine/announcements/dead-letters.test.ts',
      'a flood is bounded in number and in size',
    ),
  },
  {
    name: 'answer-size',
    point: 'limits on input',
    edits: [
      {
        file: 'src/engine/syncflow/http.ts',
        from: 'if (size > MAX_ANSWER_BYTES) {',
        to: 'if (size < 0) {',
      },
    ],
    guard: unit('src/engine/syncflow/client.test.ts', 'far too much'),
  },
  {
    name: 'inflation',
    point: 'limits on input',
    edits: [
      {
        file: 'src/capture/journal/inflate.ts',
        from: 'export const INFLATE_LIMIT = 64 * 1024 * 1024;',
        to: 'export const INFLATE_LIMIT = 1024 * 1024 * 1024;',
      },
    ],
    guard: unit('src/capture/journal/streams/streams.test.ts', 'compressed content is inflated'),
  },
  {
    name: 'streams-open',
    point: 'limits on input',
    edits: [
      {
        file: 'src/capture/journal/streams/stream-table.ts',
        from: 'const MOST_STREAMS = 1024;',
        to: 'const MOST_STREAMS = 1024 * 1024;',
      },
    ],
    guard: unit(
      'src/capture/journal/streams/streams.test.ts',
      'thousands of streams that are never ended',
    ),
  },
  {
    name: 'api-path',
    point: 'input in addresses',
    edits: [
      {
        file: 'src/engine/syncflow/client.ts',
        from: '`${root}/sessions/${encodeURIComponent(id)}`',
        to: '`${root}/sessions/${id}`',
      },
    ],
    guard: unit('src/engine/syncflow/client.test.ts', 'ids cannot leave their place in the path'),
  },
  {
    name: 'terminal',
    point: 'inert on a terminal',
    edits: [{ file: 'src/shared/inert-text.ts', from: '[\\p{Cc}\\u2028', to: '[\\u2028' }],
    guard: unit('src/shared/inert-text.test.ts', 'what a terminal would act on is shown'),
  },
  {
    name: 'csv-formulas',
    point: 'CSV formulas',
    edits: [
      {
        file: 'src/engine/exports/csv/csv-cells.ts',
        from: 'return FORMULA_STARTS[byte] === 1;',
        to: 'return FORMULA_STARTS[byte] === 2;',
      },
    ],
    guard: unit('src/engine/exports/csv/csv-cells.test.ts', '"=1+1" is no formula when safe'),
  },
];
