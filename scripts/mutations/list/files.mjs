/** Files: for one user alone, never through a link, never outside the folder, never two writers. */
import { stack, unit } from '../guard-of.mjs';

const PORT = 'src/capture/journal/file-port.ts';
const port = (/** @type {string} */ test) => unit('src/capture/journal/file-port.test.ts', test);
const socket = (/** @type {string} */ test) => unit('src/engine/control/socket-path.test.ts', test);
const SOCKET = 'src/engine/control/socket-path.ts';

/** @type {readonly import('../list.mjs').Mutation[]} */
export const files = [
  {
    name: 'mode-segment',
    point: 'file modes',
    edits: [
      { file: PORT, from: 'constants.O_EXCL, 0o600)', to: 'constants.O_EXCL, 0o644)' },
      { file: PORT, from: 'fchmodSync(fd, 0o600)', to: 'fchmodSync(fd, 0o644)' },
    ],
    guard: port('files and folders are for this user alone'),
  },
  {
    name: 'mode-streams-folder',
    point: 'file modes',
    edits: [{ file: PORT, from: 'mkdirSync(path, { mode: 0o700 });', to: 'mkdirSync(path);' }],
    guard: port('files and folders are for this user alone'),
  },
  {
    name: 'mode-recording-folder',
    point: 'file modes',
    edits: [
      {
        file: 'src/engine/recording/folders.ts',
        from: 'await mkdir(folder, { recursive: true, mode: 0o700 });',
        to: 'await mkdir(folder, { recursive: true });',
      },
      {
        file: 'src/engine/recording/folders.ts',
        from: 'await chmod(folder, 0o700);',
        to: 'await chmod(folder, 0o755);',
      },
    ],
    guard: unit('src/engine/recording/folders.test.ts', 'a recording is for this user alone'),
  },
  {
    name: 'mode-manifest',
    point: 'file modes',
    edits: [{ file: 'src/engine/recording/manifest.ts', from: 'text, 0o600)', to: 'text, 0o644)' }],
    guard: unit('src/engine/recording/folders.test.ts', 'a recording is for this user alone'),
  },
  {
    name: 'mode-data-folder',
    point: 'file modes',
    edits: [
      {
        file: 'src/engine/state/instance-lock.ts',
        from: 'mkdirSync(dataFolder, { recursive: true, mode: 0o700 });',
        to: 'mkdirSync(dataFolder, { recursive: true });',
      },
    ],
    guard: unit('src/engine/state/instance-lock.test.ts', 'the folder is made when missing'),
  },
  {
    name: 'mode-lock-files',
    point: 'file modes',
    edits: [
      { file: 'src/engine/state/instance-lock.ts', from: 'chmodSync(lockFile, 0o600);', to: '' },
    ],
    guard: unit('src/engine/state/instance-lock.test.ts', 'the folder is made when missing'),
  },
  {
    name: 'mode-dead-letter',
    point: 'file modes',
    edits: [
      {
        file: 'src/engine/announcements/dead-letters.ts',
        from: 'mode: 0o600,',
        to: 'mode: 0o644,',
      },
    ],
    guard: unit(
      'src/engine/announcements/dead-letters.test.ts',
      'an announcement is kept as it came',
    ),
  },
  {
    name: 'mode-copy',
    point: 'file modes',
    edits: [
      {
        file: 'src/engine/uploads/folder-destination.ts',
        from: "open(part, 'wx', 0o600)",
        to: "open(part, 'wx', 0o644)",
      },
    ],
    guard: stack(
      'src/engine/uploads/folder-destination.real.test.ts',
      'a file that is there already is never overwritten',
    ),
  },
  {
    name: 'mode-socket-folder',
    point: 'file modes',
    edits: [{ file: SOCKET, from: ' || (facts.mode & 0o077) !== 0', to: '' }],
    guard: socket('a folder that others may enter is refused'),
  },
  {
    name: 'link-socket-folder',
    point: 'links refused',
    edits: [
      { file: SOCKET, from: 'const facts = lstatSync(own);', to: 'const facts = statSync(own);' },
      {
        file: SOCKET,
        from: 'import { lstatSync, mkdirSync }',
        to: 'import { mkdirSync, statSync }',
      },
    ],
    guard: socket('a link that somebody put there is refused'),
  },
  {
    name: 'link-segment',
    point: 'links refused',
    edits: [
      {
        file: PORT,
        from: 'APPEND | constants.O_CREAT | constants.O_EXCL',
        to: 'APPEND | constants.O_CREAT',
      },
    ],
    guard: port('a link or a file of that name is not written to'),
  },
  {
    name: 'link-upload',
    point: 'links refused',
    edits: [
      {
        file: 'src/engine/uploads/prepare.ts',
        from: 'lstatSync(path) : await lstat(path)',
        to: 'statSync(path) : await stat(path)',
      },
      {
        file: 'src/engine/uploads/prepare.ts',
        from: "import { lstatSync } from 'node:fs';",
        to: "import { statSync } from 'node:fs';",
      },
      {
        file: 'src/engine/uploads/prepare.ts',
        from: "import { lstat } from 'node:fs/promises';",
        to: "import { stat } from 'node:fs/promises';",
      },
      {
        file: 'src/engine/uploads/prepare.ts',
        from: 'if (found.size !== row.size) {',
        to: 'if (found.size < 0) {',
      },
    ],
    guard: unit('src/engine/uploads/queue.test.ts', 'that is a link is not followed'),
  },
  {
    name: 'name-on-disk',
    point: 'safe names',
    edits: [
      {
        file: 'src/engine/recording/safe-name.ts',
        from: ".replace(/[^A-Za-z0-9_-]/gu, '_')",
        to: '',
      },
    ],
    guard: unit(
      'src/engine/recording/safe-name.test.ts',
      'any name becomes a harmless part of a path',
    ),
  },
  {
    name: 'name-of-object',
    point: 'safe names',
    edits: [
      {
        file: 'src/engine/uploads/object-key.ts',
        from: 'return safe ? part : safeName(part);',
        to: 'return safe ? part : part;',
      },
    ],
    guard: unit('src/engine/uploads/object-key.test.ts', 'no part of any key is empty, climbs'),
  },
  {
    name: 'path-in-manifest',
    point: 'safe names',
    edits: [
      {
        file: 'src/engine/recording/verify.ts',
        from: "if (isAbsolute(path) || normalize(path).startsWith('..')) return null;",
        to: "if (isAbsolute(path) && normalize(path) === '') return null;",
      },
    ],
    guard: unit('src/engine/recording/outside.test.ts', 'a manifest that names a file outside'),
  },
  {
    name: 'path-in-stream-record',
    point: 'safe names',
    edits: [
      {
        file: 'src/engine/recording/stream-refs.ts',
        from: 'return safePath.test(path);',
        to: 'return path.length > 0 || safePath.test(path);',
      },
    ],
    guard: unit(
      'src/engine/recording/stream-files.test.ts',
      'a path that leads out of the recording',
    ),
  },
  {
    name: 'path-to-fetch',
    point: 'safe names',
    edits: [
      {
        file: 'src/engine/restore/stored-recording.ts',
        from: 'if (bad !== undefined) {',
        to: "if (bad?.path === '') {",
      },
    ],
    guard: unit('src/engine/recording/outside.test.ts', 'nothing is fetched by a manifest'),
  },
  {
    name: 'lock-data-folder',
    point: 'one recorder a folder',
    edits: [
      {
        file: 'src/engine/state/instance-lock.ts',
        from: "db.exec('BEGIN EXCLUSIVE');",
        to: "db.exec('BEGIN');",
      },
    ],
    guard: unit('src/engine/state/instance-lock.test.ts', 'one process cannot take it twice'),
  },
  {
    name: 'lock-recording',
    point: 'one recorder a folder',
    edits: [
      {
        file: 'src/engine/recording/recording-lock.ts',
        from: '  refuseIfWritten(folder);\n  const file',
        to: '  const file',
      },
    ],
    guard: unit(
      'src/engine/recording/recording-lock.test.ts',
      'the lock of a living process is respected',
    ),
  },
];
