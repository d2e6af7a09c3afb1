/** Whether a recording that ends without its recorder says so. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { finaliseRecording } from './finalise.ts';
import type { Manifest } from './manifest.ts';
import {
  data,
  linkOpen,
  writeFirstManifest,
  writeSegments,
  type Members,
} from './testing/hand-made.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recording-'));
  writeFirstManifest(folder);
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const linkClosed: Members = { kind: 'link', event: 'closed', link: 1, reason: 'stopped' };
const left = (reason: string): Members => ({ kind: 'room', event: 'ended', reason });
const stopped: Members = { kind: 'session', event: 'stopped', sessionId: 's1' };
const again: Members = { ...linkOpen, link: 2 };

async function finalised(...last: readonly Members[]): Promise<Manifest> {
  writeSegments(folder, [[linkOpen, data(1, 'one'), ...last]]);
  const end = { recordedToEnd: false, undeclared: [] };
  return finaliseRecording(folder, 'session-stopped', new Date('2026-10-09T09:00:00Z'), end);
}

test.each<[string, readonly Members[]]>([
  ['killed', []],
  ['ended in order by itself, as one whose parent was killed', [linkClosed, left('stopped')]],
  ['thrown out of the room', [linkClosed, left('removed')]],
  ['killed after a room came back', [left('room-closed'), again, data(2, 'two')]],
])('%s before the session ended: a gap up to its end', async (_what, last) => {
  const { status, gaps } = await finalised(...last);
  expect(status).toBe('complete-but');
  expect(gaps).toMatchObject([
    {
      reason: 'recorder-restart',
      to: '1791536400000000000',
      senders: [{ sid: 'PA_a', last: last.length === 3 ? 2 : 1 }],
    },
  ]);
});

test.each<[string, readonly Members[]]>([
  ['the room was deleted', [linkClosed, left('room-deleted')]],
  ['the room was closed', [linkClosed, left('room-closed')]],
  ['the session was stopped', [linkClosed, left('stopped'), stopped]],
])('%s while it recorded: no gap', async (_what, last) => {
  expect(await finalised(...last)).toMatchObject({ status: 'complete', gaps: [] });
});
