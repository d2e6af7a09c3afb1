import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { firstManifest, type Manifest } from './manifest.ts';
import { receiptHtml, type StoredFile } from './receipt-html.ts';

const hostile = `"><script>alert('1')</script><img src=x onerror=alert(2)>&amp;\u202e\n</title></style>`;

function manifest(name: string): Manifest {
  const first = firstManifest({
    recordingId: 'r1',
    software: { name, version: name },
    project: { id: 'p', name },
    session: { id: 's', name, startedAt: 1, comments: name },
    roomName: name,
    livekitUrl: null,
    startedAt: new Date(0),
    cannotSee: [name],
  });
  return {
    ...first,
    status: 'complete-but',
    computer: { hostname: name, platform: 'linux' },
    endedAt: '2026-01-01T00:00:00.000Z',
    participants: [
      {
        ...{ identity: name, sid: name, name, messages: 12_345, bytes: 1 },
        ...{ firstSequence: 1, lastSequence: 9, unsequenced: 0 },
      },
    ],
    files: [
      {
        ...{ path: `streams/${name}`, role: 'stream', size: 10, sha256: 'ab'.repeat(32) },
        ...{ records: null, firstRecord: null, lastRecord: null },
        ...{ firstArrival: null, lastArrival: null },
      },
    ],
    gaps: [{ kind: 'gap', reason: 'disk', from: '1', to: '2', detail: name }],
  };
}

const stored = (name: string): StoredFile[] => [
  { file: `streams/${name}`, state: 'verified', place: name, key: name, verifiedAt: 0 },
];

/** Every tag with its attributes, as a browser would cut the text: no name may add to these. */
const tags = (page: string): string[] =>
  [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/\s+/g, ' '));

const receipt = (name: string): string =>
  receiptHtml({
    manifest: manifest(name),
    folder: `/data/${name}`,
    stored: stored(name),
    writtenAt: new Date(0),
  });

test('names of remote peers add no tag and no attribute, wherever they stand', () => {
  const page = receipt(hostile);
  expect(tags(page)).toEqual(tags(receipt('Ada')));
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toMatch(/[\u202a-\u202e]/);
  expect(page).toContain('\\u202e\\u000a');
  expect(
    tags(page).filter((tag) => /<script|\son\w+=|javascript:|<(img|link|iframe)/i.test(tag)),
  ).toEqual([]);
});

test('its policy allows nothing but its own style', () => {
  const page = receipt('Ada');
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  expect(policy).toMatch(/^default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]+&#39;;/);
  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
  expect(style).toContain('@media print');
  expect(policy).toContain(createHash('sha256').update(style).digest('base64'));
  expect(policy).not.toContain('unsafe');
  expect(page).not.toMatch(/https?:\/\//);
});

test('it says what was recorded, what is missing, and what is stored where', () => {
  const page = receipt('Ada');
  for (const text of [
    '12,345',
    '1 to 9',
    'ab'.repeat(32),
    'complete but for the gaps',
    'verified',
  ]) {
    expect(page).toContain(text);
  }
  const unknown = receiptHtml({
    manifest: { ...manifest('Ada'), gaps: [] },
    folder: '/data',
    stored: null,
    writtenAt: new Date(0),
  });
  expect(unknown).toContain('None is known.');
  expect(unknown).toContain('Whether they are uploaded is not known here');
});
