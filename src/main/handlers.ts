/** What each call of the window does. The contract is src/shared/ipc/contract.ts. */
import { clipboard, dialog, nativeTheme, type BrowserWindow } from 'electron';
import type { AppInfo } from '../shared/ipc/contract.ts';
import type { Log } from '../shared/log.ts';
import { strings } from '../shared/strings/strings.ts';
import type { ExportJobs } from '../engine/exports/jobs/export-jobs.ts';
import { laneFolder } from '../engine/recording/lanes/lane-folder.ts';
import { deskHandlers } from './desk-handlers.ts';
import { exportHandlers } from './export-handlers.ts';
import type { Desktop } from './desktop/desktop.ts';
import type { Diagnostics } from './desktop/diagnostics.ts';
import { desktopHandlers } from './desktop-handlers.ts';
import { findRecord } from './data/find-record.ts';
import { messageView } from './data/message-view.ts';
import type { RecordingLibrary } from './data/recording-library.ts';
import type { Handlers } from './ipc/answer-call.ts';
import type { FeedRelay } from './recorder/feed-relay.ts';
import type { RecorderHost } from './recorder/recorder-host.ts';
import { noteHandlers } from './note-handlers.ts';
import { preflightHandlers } from './preflight-handlers.ts';
import { openFolder } from './open-folder.ts';
import type { PreflightService } from './preflight-service.ts';
import { recordingHandlers } from './recording-handlers.ts';
import type { SettingsStore } from './settings/settings-store.ts';
import type { EnvImport } from './setup/env-import.ts';
import type { SettingsTransfer } from './setup/settings-transfer.ts';
import { transferHandlers } from './transfer-handlers.ts';
import type { SetupService } from './setup/setup-service.ts';
import { uploadHandlers } from './upload-handlers.ts';
import { updateHandlers } from './updates/update-handlers.ts';
import type { UpdateWatch } from './updates/update-watch.ts';

export interface HandlerParts {
  readonly info: () => AppInfo;
  readonly window: () => BrowserWindow | null;
  readonly settings: SettingsStore;
  readonly setup: SetupService;
  readonly envImport: EnvImport;
  readonly host: RecorderHost;
  readonly library: RecordingLibrary;
  readonly feed: FeedRelay;
  readonly jobs: ExportJobs;
  readonly preflight: PreflightService;
  readonly desktop: Desktop;
  readonly logFile: string;
  readonly updates: UpdateWatch;
  readonly transfer: SettingsTransfer;
  readonly diagnostics: Diagnostics;
  readonly log: Log;
}

export function makeHandlers(parts: HandlerParts): Handlers {
  return {
    ...appHandlers(parts),
    ...setupHandlers(parts),
    ...recorderHandlers(parts),
    ...deskHandlers(() => parts.host.engine.desk),
    ...uploadHandlers(() => parts.host.engine),
    ...preflightHandlers(parts.preflight),
    ...recordingHandlers(parts.library, parts.host, parts.window),
    ...noteHandlers(() => parts.host.engine, parts.settings),
    ...exportHandlers(parts),
    ...desktopHandlers(parts),
    ...updateHandlers(parts.updates, parts.settings),
    ...transferHandlers(parts),
  };
}

type Some<Prefix extends string> = {
  readonly [C in keyof Handlers as C extends `${Prefix}:${string}` ? C : never]: Handlers[C];
};

function appHandlers({ info, settings, log }: HandlerParts): Some<'app'> {
  return {
    'app:info': info,
    'app:set-colour-scheme': (colourScheme) => {
      nativeTheme.themeSource = colourScheme === 'auto' ? 'system' : colourScheme;
      settings.update({ colourScheme });
    },
    'app:open-log-folder': () => openFolder(info().logFolder),
    'app:copy-text': async (text) => {
      await clipboard.writeText(text);
    },
    'app:report-problem': (text) => {
      log.error('the window reports a problem', { text });
    },
  };
}

function setupHandlers({ window, setup, envImport, host, log }: HandlerParts): Some<'setup'> {
  return {
    'setup:view': () => setup.view(),
    'setup:save': async (form) => {
      await setup.save(form);
      await host.restart();
    },
    'setup:choose-folder': () =>
      choose(window(), { properties: ['openDirectory', 'createDirectory'] }),
    'setup:choose-authority': () =>
      choose(window(), {
        properties: ['openFile'],
        filters: [
          { name: strings.desktop.dialogs.certificates, extensions: ['pem', 'crt', 'cer'] },
        ],
      }),
    'setup:choose-env-file': async () => {
      const path = await choose(window(), { properties: ['openFile', 'showHiddenFiles'] });
      return path === null ? null : envImport.preview(path);
    },
    'setup:import-env-file': async (importId, dataFolder) => {
      await setup.importEnvFile(importId, dataFolder);
      log.info('settings were imported from an env file');
      await host.restart();
    },
    'setup:delete-env-file': (importId) => envImport.deleteFile(importId),
    'setup:allow-unprotected-secrets': (allowed) => setup.allowUnprotectedSecrets(allowed),
  };
}

type RecorderHandlers = Some<'engine'> & Some<'session'> & Some<'feed'> & Some<'message'>;

function recorderHandlers({ host, library, feed }: HandlerParts): RecorderHandlers {
  return {
    'engine:snapshot': () => host.snapshot(),
    'engine:start': () => host.restart(),
    'session:stop': (sessionId) => {
      host.engine.orders.stop(sessionId);
    },
    'session:start': (sessionId) => {
      host.engine.orders.start(sessionId);
    },
    'session:finalise': (sessionId) => {
      host.engine.orders.finalise(sessionId);
    },
    'session:timeline': (sessionId) => host.engine.timeline(sessionId),
    'session:rows': (sessionId, request) => host.engine.rows(sessionId, request),
    'feed:watch': (recordingId) => {
      feed.watch(recordingId);
    },
    'message:read': async (recordingId, record, lane) => {
      const folder = laneFolder(await library.localFolderOf(recordingId), lane);
      const found = await findRecord(folder, record);
      return found === null ? null : messageView(found);
    },
  };
}

async function choose(
  window: BrowserWindow | null,
  options: Electron.OpenDialogOptions,
): Promise<string | null> {
  const answer = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}
