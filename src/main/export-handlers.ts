/** What the window's calls about exports do. Where an export goes is asked here: the window names no paths. */
import { shell, type BrowserWindow } from 'electron';
import { nameOf, type LibraryEntry } from '../engine/library/entry.ts';
import { exportExtensions, type ExportRequest } from '../engine/exports/export-request.ts';
import type { ExportJobs } from '../engine/exports/jobs/export-jobs.ts';
import type { ExportStart } from '../engine/exports/start.ts';
import { RecorderError } from '../shared/errors.ts';
import type { ExportOptions } from '../shared/ipc/exports.ts';
import { strings } from '../shared/strings/strings.ts';
import { chooseSavePath } from './choose-save-path.ts';
import { fileNameOf } from './data/file-name.ts';
import type { RecordingLibrary } from './data/recording-library.ts';
import type { Handlers } from './ipc/answer-call.ts';

type ExportHandlers = {
  readonly [C in keyof Handlers as C extends `exports:${string}` ? C : never]: Handlers[C];
};

/** How long a cue of WebVTT is shown. */
const CUE_MS = 2000;

export interface ExportParts {
  readonly window: () => BrowserWindow | null;
  readonly library: RecordingLibrary;
  readonly jobs: ExportJobs;
}

export function exportHandlers({ window, library, jobs }: ExportParts): ExportHandlers {
  return {
    'exports:begin': async (recordingId, options) => {
      const folder = await library.localFolderOf(recordingId);
      const entry = await library.library.entry(recordingId);
      const out = await askWhere(window(), entry, options);
      if (out === null) return null;
      return jobs.begin({ recordingId, request: requestOf(folder, out, options) });
    },
    'exports:list': () => jobs.views(),
    'exports:cancel': (jobId) => {
      jobs.cancel(jobId);
    },
    'exports:forget': (jobId) => {
      jobs.forget(jobId);
    },
    'exports:show': (jobId) => {
      const job = jobs.views().find((view) => view.jobId === jobId);
      if (job?.state !== 'done') throw new RecorderError('usage', 'This export made nothing.');
      shell.showItemInFolder(job.path);
    },
  };
}

function askWhere(
  window: BrowserWindow | null,
  entry: LibraryEntry,
  { format }: ExportOptions,
): Promise<string | null> {
  const day = new Date(entry.startedAt).toISOString().slice(0, 10);
  const name = fileNameOf(`${day} ${nameOf(entry)}`);
  return chooseSavePath(window, {
    title: strings.desktop.dialogs.exportTo,
    name: `${name}${exportExtensions[format] || `-${format}`}`,
    buttonLabel: strings.desktop.dialogs.exportHere,
  });
}

const nanoseconds = (ms: number): bigint => BigInt(ms) * 1_000_000n;

function requestOf(
  folder: string,
  out: string,
  { filter, start, ...options }: ExportOptions,
): Omit<ExportRequest, 'helper'> {
  const { text, participant, topic, kinds, from, to } = filter;
  return {
    ...{ folder, out, mayNumber: true, cueMs: CUE_MS, ...options },
    filter: {
      ...(text === '' ? {} : { text }),
      ...(participant === null ? {} : { participants: [participant] }),
      ...(topic === null ? {} : { topics: [topic] }),
      ...(kinds === null ? {} : { kinds }),
      ...(from === null ? {} : { from: nanoseconds(from) }),
      // The whole of its last millisecond.
      ...(to === null ? {} : { to: nanoseconds(to + 1) - 1n }),
    },
    start: startOf(start),
  };
}

function startOf(start: ExportOptions['start']): ExportStart {
  switch (start.at) {
    case 'session':
    case 'recording':
      return start;
    case 'video':
      return { at: 'video', egressId: null };
    case 'time':
      return { at: 'time', nanoseconds: nanoseconds(start.moment) };
  }
}
