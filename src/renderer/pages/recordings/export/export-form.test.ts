import { expect, test } from 'vitest';
import { exportOptionsSchema } from '../../../../shared/ipc/exports.ts';
import { emptyForm, optionsOf } from './export-form.ts';

test('only what a format can do is ordered, whatever was chosen for another before', () => {
  const all = {
    ...emptyForm,
    flatten: true,
    spreadsheetSafe: true,
    streamParts: true,
    kind: 'chat',
  };
  expect(optionsOf(all)).toMatchObject({
    ...{ flatten: true, spreadsheetSafe: true, streamParts: true },
    filter: { kinds: ['chat'] },
  });
  expect(optionsOf({ ...all, format: 'daemon', start: 'video' })).toMatchObject({
    ...{ flatten: false, spreadsheetSafe: false, streamParts: false, start: { at: 'session' } },
    filter: { kinds: null },
  });
  expect(optionsOf({ ...all, format: 'vtt', start: 'video' })).toMatchObject({
    ...{ flatten: false, streamParts: true, start: { at: 'video' } },
  });
});

test('moments are those of this computer’s clock, and what cannot be is said', () => {
  const form = { ...emptyForm, from: '2026-01-31T10:00', to: '2026-01-31T10:00:30.5' };
  const ordered = exportOptionsSchema.parse(optionsOf(form));
  expect(ordered.filter.from).toBe(new Date(2026, 0, 31, 10).getTime());
  expect(ordered.filter.to).toBe(new Date(2026, 0, 31, 10, 0, 30, 500).getTime());
  expect(optionsOf({ ...form, to: '2026-01-31T09:00' })).toMatch(/before the beginning/);
  const start = { ...emptyForm, format: 'vtt', start: 'time' } as const;
  expect(optionsOf(start)).toMatch(/when the time begins/);
  expect(optionsOf({ ...start, startAt: '2026-01-31T10:00:01' })).toMatchObject({
    start: { at: 'time', moment: new Date(2026, 0, 31, 10, 0, 1).getTime() },
  });
});
