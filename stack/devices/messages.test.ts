import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ordinaryMessage } from './messages.ts';
import { oddMessages } from './odd-messages.ts';
import { scheduleOf } from './schedule.ts';

const isText = (payload: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(payload);
    return true;
  } catch {
    return false;
  }
};

function textOf(kind: 'sensor' | 'text', n: number): string {
  return Buffer.from(ordinaryMessage(kind, n, 'imu').payload).toString('utf8');
}

describe('ordinary messages', () => {
  it.each([1, 2, 17, 1_000])('carry their number and a checksum (%i)', (n) => {
    const sensor = /^(?<body>.*),"crc":"(?<crc>[0-9a-f]{8})"\}$/.exec(textOf('sensor', n))?.groups;
    expect(JSON.parse(textOf('sensor', n))).toMatchObject({ n, device: 'imu' });
    expect(Number.parseInt(sensor?.['crc'] ?? '', 16)).toBe(crc32(sensor?.['body'] ?? ''));

    const text = /^(?<body>#.*) crc=(?<crc>[0-9a-f]{8})$/.exec(textOf('text', n))?.groups;
    expect(text?.['body']).toContain(`#${n} imu: `);
    expect(Number.parseInt(text?.['crc'] ?? '', 16)).toBe(crc32(text?.['body'] ?? ''));

    const frame = Buffer.from(ordinaryMessage('binary', n, 'imu').payload);
    expect(frame.readUInt32BE(0)).toBe(n);
    expect(frame.readUInt32BE(frame.length - 4)).toBe(crc32(frame.subarray(0, -4)));
  });
});

describe('odd messages', () => {
  it('are all different, and hold what has broken recorders before', () => {
    const odd = oddMessages();
    const keys = odd.map(({ topic, payload }) => {
      return `${topic ?? ''}|${createHash('sha256').update(payload).digest('hex')}`;
    });
    expect(new Set(keys).size).toBe(odd.length);
    const payloads = odd.map(({ payload }) => Buffer.from(payload).toString('latin1'));
    for (const text of ['007', '1e3', '', '\n', '=1+1']) expect(payloads).toContain(text);
    expect(odd.some(({ payload }) => payload.length === 60_000 && !isText(payload))).toBe(true);
    expect(odd.filter(({ payload }) => !isText(payload)).length).toBeGreaterThan(3);
    const topics = odd.map(({ topic }) => topic);
    for (const topic of [undefined, '', 'slash/emoji/💡']) expect(topics).toContain(topic);
  });
});

describe('the schedule', () => {
  function take(count: number, options: Parameters<typeof scheduleOf>[0]): readonly boolean[] {
    const schedule = scheduleOf(options);
    return Array.from({ length: count }, () => schedule.next().value.reliable);
  }

  it('spreads the lossy messages evenly and never sends an odd one lossy', () => {
    const options = { name: 'imu', kinds: ['sensor' as const], lossyShare: 0.25, odd: false };
    const lossy = take(100, options).filter((reliable) => !reliable);
    expect(lossy).toHaveLength(25);
    expect(take(4, options)).toEqual([true, true, true, false]);
    const odd = take(oddMessages().length, { ...options, lossyShare: 1, odd: true });
    expect(odd.every((reliable) => reliable)).toBe(true);
  });
});
