import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { openState, type StateDatabase } from './state-database.ts';
import { temporaryFolder } from './testing.ts';
import type { NewUpload } from './upload-rows.ts';

let folder: ReturnType<typeof temporaryFolder>;
let state: StateDatabase;

beforeEach(() => {
  folder = temporaryFolder('tables');
  state = openState(join(folder.path, 'state.sqlite'), silentLog);
});

afterEach(() => {
  state.close();
  folder.remove();
});

describe('sessions', () => {
  const seen = {
    sessionId: 's1',
    projectId: 'p1',
    roomName: 'Pilot 1',
    name: '',
    source: 'announcement',
    startedAt: null,
  } as const;

  test('the first sight makes it wanted, later ones only fill in what was not known', () => {
    state.sessions.notice(seen, 10);
    const row = state.sessions.notice(
      { ...seen, name: 'Pilot', source: 'api', startedAt: 1_760_000_010 },
      20,
    );
    expect(row).toEqual({
      sessionId: 's1',
      projectId: 'p1',
      roomName: 'Pilot 1',
      name: 'Pilot',
      source: 'announcement',
      state: 'wanted',
      recordingId: null,
      folder: null,
      startedAt: 1_760_000_010,
      firstSeenAt: 10,
      updatedAt: 20,
      endReason: null,
      heldSince: null,
      expectedGroups: null,
      announcedGroups: null,
    });
    expect(state.sessions.notice(seen, 30)).toEqual(row);
  });

  test('whose devices are expected stays known, and is no news of the session', () => {
    state.sessions.notice(seen, 10);
    state.sessions.expect('s1', ['desks', 'robots “2”']);
    state.sessions.notice({ ...seen, name: 'Pilot' }, 20);
    expect(state.sessions.get('s1')).toMatchObject({
      expectedGroups: ['desks', 'robots “2”'],
      updatedAt: 20,
    });
  });

  test('the groups that it was announced to add up, each once', () => {
    state.sessions.notice(seen, 10);
    for (const group of ['robots', 'desks', 'robots']) state.sessions.announcedTo('s1', group);
    expect(state.sessions.get('s1')).toMatchObject({
      announcedGroups: ['desks', 'robots'],
      expectedGroups: null,
      updatedAt: 10,
    });
  });

  test('a repeated announcement does not revive what was stopped by hand', () => {
    state.sessions.notice(seen, 1);
    state.sessions.setState('s1', 'ended', 2, 'stopped-by-hand');
    expect(state.sessions.notice(seen, 3)).toMatchObject({
      state: 'ended',
      endReason: 'stopped-by-hand',
    });
    expect(state.sessions.setState('s1', 'wanted', 4)).toMatchObject({
      state: 'wanted',
      endReason: null,
    });
  });

  test('a session and its recording find each other', () => {
    state.sessions.notice(seen, 1);
    state.sessions.attachRecording('s1', { recordingId: 'r1', folder: 'recordings/x' }, 2);
    expect(state.sessions.byRecording('r1')).toMatchObject({
      sessionId: 's1',
      folder: 'recordings/x',
    });
    expect(state.sessions.byRecording('r2')).toBeNull();
    expect(() => state.sessions.setState('unknown', 'ended', 3)).toThrow('unknown');
  });

  test('lists narrow by project and state', () => {
    state.sessions.notice(seen, 1);
    state.sessions.notice({ ...seen, sessionId: 's2', projectId: 'p2' }, 2);
    state.sessions.notice({ ...seen, sessionId: 's3' }, 3);
    state.sessions.setState('s3', 'ghost', 4);
    const ids = (filter: Parameters<typeof state.sessions.list>[0]): string[] =>
      state.sessions.list(filter).map((row) => row.sessionId);
    expect(ids({})).toEqual(['s1', 's2', 's3']);
    expect(ids({ projectId: 'p1' })).toEqual(['s1', 's3']);
    expect(ids({ projectId: 'p1', state: 'wanted' })).toEqual(['s1']);
    expect(ids({ state: 'ghost' })).toEqual(['s3']);
  });
});

describe('projects', () => {
  test('names and devices are remembered side by side', () => {
    state.projects.saveDevices(
      { projectId: 'p1', exchange: 'x', bindingKeys: { lab: 'p1.lab' }, deviceIds: { lab: 'd1' } },
      1,
    );
    state.projects.saveProject({ projectId: 'p1', name: 'alpha', livekitUrl: 'ws://a' }, 2);
    expect(state.projects.list()).toEqual([
      {
        projectId: 'p1',
        name: 'alpha',
        livekitUrl: 'ws://a',
        exchange: 'x',
        bindingKeys: { lab: 'p1.lab' },
        deviceIds: { lab: 'd1' },
        updatedAt: 2,
      },
    ]);
    expect(state.projects.get('p2')).toBeNull();
  });
});

describe('uploads', () => {
  const upload: NewUpload = {
    recordingId: 'r1',
    sessionId: 's1',
    projectId: 'p1',
    destination: 's3',
    folder: 'recordings/x',
    file: 'messages-000001.jsonl',
    role: 'segment',
    objectKey: 'alpha-p1/room/text-egress/all-topics/r1/messages-000001.jsonl',
    bucket: 'recordings',
    size: 10,
    sha256: null,
  };

  test('one row for each file of a recording', () => {
    state.uploads.insert(upload, 1);
    expect(() => state.uploads.insert(upload, 2)).toThrow('UNIQUE');
    state.uploads.insert({ ...upload, recordingId: 'r2' }, 3);
    expect(state.uploads.counts()).toEqual({
      waiting: 2,
      uploading: 0,
      verified: 0,
      failed: 0,
      cancelled: 0,
    });
  });

  test.each(['../x', '/etc/passwd', 'a//b', 'a/./b', '', 'a\\b', 'a\0b'])(
    'a file that could leave its folder is refused: %j',
    (file) => {
      expect(() => state.uploads.insert({ ...upload, file }, 1)).toThrow();
    },
  );

  test('a change applies only from the states named', () => {
    const { id } = state.uploads.insert(upload, 1);
    expect(state.uploads.change(id, ['uploading'], { state: 'verified' }, 'verified', 2)).toBe(
      false,
    );
    expect(state.uploads.get(id)?.state).toBe('waiting');
    expect(state.uploads.change(id, ['waiting'], { state: 'cancelled' }, 'cancelled', 3)).toBe(
      true,
    );
    expect(state.uploads.history(id).map((line) => line.outcome)).toEqual(['cancelled']);
    expect(state.uploads.change(99, ['waiting'], { state: 'cancelled' }, null, 3)).toBe(false);
  });

  test('a manifest is eligible only after every other file of its recording', () => {
    const segment = state.uploads.insert(upload, 1);
    const manifest = state.uploads.insert(
      { ...upload, file: 'manifest.json', role: 'manifest' },
      2,
    );
    const other = state.uploads.insert(
      { ...upload, recordingId: 'r2', file: 'manifest.json', role: 'manifest' },
      3,
    );
    const ids = (): number[] =>
      state.uploads.eligible(10, { places: ['s3 p1'], limit: 10 }).map((row) => row.id);
    expect(ids()).toEqual([segment.id, other.id]);
    state.uploads.change(segment.id, ['waiting'], { state: 'cancelled' }, null, 4);
    expect(ids()).toEqual([other.id]);
    state.uploads.change(segment.id, ['cancelled'], { state: 'verified' }, null, 5);
    expect(ids()).toEqual([manifest.id, other.id]);
  });

  test('rows that are not due, or whose project has no destination, are not eligible', () => {
    const late = state.uploads.insert(upload, 1);
    state.uploads.change(late.id, ['waiting'], { state: 'waiting', nextTryAt: 100 }, null, 1);
    state.uploads.insert({ ...upload, projectId: 'p2', recordingId: 'r2' }, 2);
    const ids = (
      now: number,
      only: Parameters<typeof state.uploads.eligible>[1],
    ): readonly number[] => state.uploads.eligible(now, only).map((row) => row.id);
    expect(ids(99, { places: ['s3 p1'], limit: 9 })).toEqual([]);
    expect(ids(100, { places: ['s3 p1'], limit: 9 })).toEqual([late.id]);
    expect(ids(100, { places: ['s3 p1', 's3 p2'], limit: 1 })).toEqual([late.id]);
    expect(ids(100, { places: ['s3 p1'], except: [late.id], limit: 9 })).toEqual([]);
  });

  test('pages: what needs somebody stands first, the newest verified before the older', () => {
    const states = ['verified', 'verified', 'waiting', 'cancelled', 'failed', 'uploading'] as const;
    const ids = states.map((to, index) => {
      const { id } = state.uploads.insert({ ...upload, recordingId: `r${index}` }, index);
      const verifiedAt = to === 'verified' ? { verifiedAt: 100 + index } : {};
      state.uploads.change(id, ['waiting'], { state: to, ...verifiedAt }, null, index);
      return id;
    });
    const shown = (
      filter: Parameters<typeof state.uploads.page>[0]['states'],
      more: { offset?: number; limit?: number; recordingId?: string | null } = {},
    ): number[] =>
      state.uploads
        .page({ states: filter, offset: 0, limit: 50, recordingId: null, ...more })
        .map(({ id }) => ids.indexOf(id));
    expect(shown([])).toEqual([4, 5, 2, 3, 1, 0]);
    expect(shown([], { offset: 2, limit: 2 })).toEqual([2, 3]);
    expect(shown(['failed', 'waiting'])).toEqual([4, 2]);
    expect(shown([], { recordingId: 'r1' })).toEqual([1]);
    expect(state.uploads.size({ states: ['verified'], recordingId: null })).toBe(2);
    expect(state.uploads.openBytes()).toBe(20);
  });

  test('a file with several destinations stands as the one that needs most attention', () => {
    const bucket = state.uploads.insert(upload, 1);
    const copy = state.uploads.insert({ ...upload, destination: 'folder' }, 1);
    state.uploads.change(bucket.id, ['waiting'], { state: 'verified' }, null, 2);
    const file = (): unknown => state.uploads.fileStates('r1').get(upload.file);
    expect(file()).toEqual({ state: 'waiting', size: 10, storedKey: null });
    state.uploads.change(copy.id, ['waiting'], { state: 'failed' }, null, 3);
    expect(file()).toEqual({ state: 'failed', size: 10, storedKey: null });
    state.uploads.change(copy.id, ['failed'], { state: 'verified', storedKey: 'k~2' }, null, 4);
    expect(file()).toEqual({ state: 'verified', size: 10, storedKey: 'k~2' });
  });

  test('history is bounded', () => {
    const { id } = state.uploads.insert(upload, 1);
    for (let n = 0; n < 120; n += 1) {
      const error = { code: 'storage-busy', message: `try ${n}` } as const;
      state.uploads.change(id, ['waiting'], { state: 'waiting', error }, 'will-retry', n);
    }
    const history = state.uploads.history(id);
    expect(history).toHaveLength(50);
    expect(history.at(-1)).toMatchObject({ at: 119, code: 'storage-busy', message: 'try 119' });
  });
});
