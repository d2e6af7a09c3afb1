import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRecord } from './find-record.ts';
import { messageView, SHOWN_BYTES } from './message-view.ts';

let folder = '';

function line(record: number, members: Record<string, unknown>): string {
  const head = { record, arrival: '1700000000000000000', monotonic: '5', ...members };
  const text = JSON.stringify(head).slice(0, -1);
  const crc = crc32(Buffer.from(text)).toString(16).padStart(8, '0');
  return `${text},"crc":"${crc}"}\n`;
}

const data = (record: number, payload: Record<string, unknown>): string =>
  line(record, {
    kind: 'data',
    link: 1,
    identity: 'tablet',
    sequence: record,
    reliable: true,
    ...payload,
  });

const header = (record: number, segment: number): string =>
  line(record, {
    kind: 'segment',
    format: 'syncflow-recording',
    version: 1,
    recordingId: 'r',
    segment,
    lane: 'a',
    software: 'test',
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-record-'));
  const filler = Array.from({ length: 3000 }, (_, index) =>
    data(index + 2, { text: `x${'y'.repeat(1000)} {"record":3500,` }),
  );
  writeFileSync(join(folder, 'messages-000001.jsonl'), [header(1, 1), ...filler].join(''));
  const second = [
    header(3002, 2),
    data(3003, { text: '\ufeffone\ntwo' }),
    data(3004, { base64: Buffer.from([0xff, 0, 1]).toString('base64') }),
    line(3005, { kind: 'note', text: 'no message' }),
    data(3006, { text: 'z'.repeat(SHOWN_BYTES + 10) }),
    '{"record":3007,"arrival":"17',
  ];
  writeFileSync(join(folder, 'messages-000002.jsonl'), second.join(''));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function view(record: number): Promise<ReturnType<typeof messageView> | null> {
  const found = await findRecord(folder, record);
  return found === null ? null : messageView(found);
}

test('finds first, middle and last records of any segment, across chunks of the file', async () => {
  expect(await view(2)).toMatchObject({ record: 2, identity: 'tablet' });
  expect(await view(1044)).toMatchObject({ record: 1044, sequence: 1044 });
  expect(await view(3001)).toMatchObject({ record: 3001 });
  expect(await view(3003)).toMatchObject({ text: '\ufeffone\ntwo', base64: null, size: 10 });
});

test('every record of a long segment is found, wherever the chunks end', async () => {
  for (let record = 1020; record < 1070; record += 1) {
    expect((await view(record))?.record).toBe(record);
  }
});

test('binary stays binary, what is too long to show is cut and says so', async () => {
  expect(await view(3004)).toMatchObject({ text: null, base64: '/wAB', size: 3, clipped: false });
  const long = await view(3006);
  expect(long).toMatchObject({ size: SHOWN_BYTES + 10, clipped: true });
  expect(long?.text).toHaveLength(SHOWN_BYTES);
});

test('what is not whole, or not there gives nothing', async () => {
  expect((await view(3005))?.kind).toBe('note');
  expect(await view(3007)).toBeNull();
  expect(await view(3500)).toBeNull();
  expect(await view(9999)).toBeNull();
});
