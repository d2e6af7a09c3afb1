/** On real small disks: tmpfs that is full, read-only, or unmounted. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RecorderError, viewOfError, type ErrorView } from '../../shared/errors.ts';
import { silentLog } from '../../shared/log.ts';
import { openState, type StateDatabase } from '../state/state-database.ts';
import { temporaryFolder } from '../state/testing.ts';
import type { Destination } from './destination.ts';
import { createFolderDestination, MARKER_FILE } from './folder-destination.ts';
import { createUploadQueue, type UploadQueue } from './queue.ts';
import { contextOf, eventually, writeRecording, writeSource } from './testing.ts';

let folder: ReturnType<typeof temporaryFolder>;
let mounted: string[];
let cleanUp: (() => Promise<void> | void)[];

beforeEach(() => {
  folder = temporaryFolder('folder');
  mounted = [];
  cleanUp = [];
});

afterEach(async () => {
  for (const step of cleanUp.reverse()) await step();
  for (const path of mounted) execFileSync('umount', ['-l', path]);
  folder.remove();
});

/** A disk of its own. Throws where mounting is not allowed. */
function mount(name: string, megabytes: number): string {
  const path = join(folder.path, name);
  mkdirSync(path, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', path]);
  mounted.push(path);
  return path;
}

function unmount(path: string): void {
  execFileSync('umount', ['-l', path]);
  mounted = mounted.filter((other) => other !== path);
}

const destinationAt = (path: string, wasUsed = false): Destination =>
  createFolderDestination({ folder: path, wasUsed: () => wasUsed });

async function failure(work: Promise<unknown>): Promise<ErrorView> {
  const thrown: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).not.toBeNull();
  return viewOfError(thrown);
}

test('a full disk, a read-only one and a missing one are named, are tried again, and leave nothing', async () => {
  const disk = mount('small', 2);
  const destination = destinationAt(disk);
  const large = writeSource(folder.path, randomBytes(5_000_000), 'a/large.bin');
  const full = await failure(destination.put(large, contextOf()));
  expect(full).toMatchObject({ code: 'storage-full', retryable: true });
  expect(full.message).toContain(disk);
  expect(readdirSync(join(disk, 'a'))).toEqual([]);

  const small = writeSource(folder.path, randomBytes(1000), 'a/small.bin');
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  expect(await failure(destination.put(small, contextOf()))).toMatchObject({
    code: 'storage-unwritable',
    retryable: true,
  });
  execFileSync('mount', ['-o', 'remount,rw', disk]);
  expect(await destination.put(small, contextOf())).toMatchObject({ how: 'sent' });

  unmount(disk);
  // The empty folder that the disk was mounted on is still there: nothing may be written into it.
  const away = await failure(destinationAt(disk, true).put(small, contextOf()));
  expect(away).toMatchObject({ code: 'storage-unreachable', retryable: true });
  expect(away.message).toContain(MARKER_FILE);
  expect(readdirSync(disk)).toEqual([]);
  const gone = await failure(destinationAt(join(folder.path, 'none')).put(small, contextOf()));
  expect(gone).toMatchObject({ code: 'storage-unreachable' });
  expect(existsSync(join(folder.path, 'none'))).toBe(false);
});

test('a file that is there already is never overwritten', async () => {
  const root = join(folder.path, 'root');
  mkdirSync(root);
  const destination = destinationAt(root);
  const bytes = randomBytes(300_000);
  const file = writeSource(folder.path, bytes, 'p/room *1/x/messages-000001.jsonl');
  const told: number[] = [];
  const onProgress = (sent: number): unknown => told.push(sent);
  expect(await destination.put(file, contextOf({ onProgress }))).toEqual({
    how: 'sent',
    checkedBy: 'read-back',
    renamedTo: null,
  });
  expect(told.at(-1)).toBe(bytes.length);
  const [project = ''] = readdirSync(root).filter((name) => name !== MARKER_FILE);
  const [room = ''] = readdirSync(join(root, project));
  expect(room).toMatch(/^room__1-[0-9a-f]{8}$/);
  const path = join(root, project, room, 'x', 'messages-000001.jsonl');
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await destination.put(file, contextOf())).toMatchObject({ how: 'already-there' });
  writeFileSync(path, 'of somebody else');
  const spare = 'p/room *1/x/messages-000001~2.jsonl';
  expect(await destination.put(file, contextOf())).toMatchObject({ how: 'sent', renamedTo: spare });
  expect(await destination.put(file, contextOf())).toMatchObject({
    how: 'already-there',
    renamedTo: spare,
  });
  expect(readFileSync(path, 'utf8')).toBe('of somebody else');
  const both = readdirSync(join(root, project, room, 'x'));
  expect(both).toEqual(['messages-000001.jsonl', 'messages-000001~2.jsonl']);
});

test('a copy that is ended leaves nothing, and one whose source changed is refused', async () => {
  const root = join(folder.path, 'root');
  mkdirSync(root);
  const destination = destinationAt(root);
  const file = writeSource(folder.path, randomBytes(3_000_000), 'a/b');
  const ended = new AbortController();
  const onProgress = (): void => {
    ended.abort();
  };
  const cancelled = destination.put(file, contextOf({ signal: ended.signal, onProgress }));
  expect(await failure(cancelled)).toMatchObject({ code: 'upload-cancelled' });
  writeFileSync(file.path, randomBytes(3_000_000));
  expect(await failure(destination.put(file, contextOf()))).toMatchObject({
    code: 'recording-damaged',
  });
  expect(readdirSync(join(root, 'a'))).toEqual([]);
});

test('what a test of the folder writes is read back', async () => {
  const root = join(folder.path, 'root');
  mkdirSync(root);
  await destinationAt(root).probe('syncflow-recorder-check');
  expect(readFileSync(join(root, 'syncflow-recorder-check'), 'utf8')).toContain('was here');
  await expect(destinationAt(join(folder.path, 'no')).probe('x')).rejects.toThrow(RecorderError);
});

/** A queue to a folder of project p1. */
function queueTo(path: string): { queue: UploadQueue; state: StateDatabase } {
  const state = openState(join(folder.path, 'state.sqlite'), silentLog);
  const wasUsed = (): boolean => state.uploads.hasVerified('p1', 'folder');
  const destination = createFolderDestination({ folder: path, wasUsed });
  const queue = createUploadQueue({
    state,
    dataFolder: folder.path,
    destinations: new Map([['p1', [destination]]]),
    log: silentLog,
    pollMs: 20,
  });
  cleanUp.push(async () => {
    await queue.stop();
    state.close();
  });
  return { queue, state };
}

test('a share that is away in the middle: the rows wait, say why, and go on by themselves', async () => {
  const disk = mount('share', 20);
  const { queue, state } = queueTo(disk);
  queue.start();
  const first = writeRecording(folder.path, [1000, 2000], { destination: 'folder' });
  queue.enqueue(first.files);
  await queue.settled();
  expect(queue.snapshot().counts.verified).toBe(3);
  unmount(disk);
  const second = writeRecording(folder.path, [3000], { destination: 'folder' });
  queue.enqueue(second.files);
  const waiting = await eventually(() =>
    queue.snapshot().rows.find(({ errorCode }) => errorCode === 'storage-unreachable'),
  );
  expect(waiting).toMatchObject({ state: 'waiting', destinationKind: 'folder' });
  expect(readdirSync(disk)).toEqual([]);
  // The disk is a new one, so that the marker is what says that it is back.
  const again = mount('share', 20);
  writeFileSync(join(again, MARKER_FILE), '');
  await eventually(() => queue.snapshot().counts.verified === 5);
  expect(state.uploads.list({ recordingId: second.recordingId })).toHaveLength(2);
});
