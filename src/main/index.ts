/** The app, in order. Each step is a file of its own; see docs/architecture.md. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExportJobs } from '../engine/exports/jobs/export-jobs.ts';
import { app, nativeTheme, type BrowserWindow } from 'electron';
import { software } from '../shared/software.ts';
import { commandLineOf, readArguments } from './arguments.ts';
import { RecordingLibrary } from './data/recording-library.ts';
import { Desktop } from './desktop/desktop.ts';
import { Diagnostics } from './desktop/diagnostics.ts';
import { failedUploads } from './desktop/failed-uploads.ts';
import { makeHandlers } from './handlers.ts';
import { handleCalls } from './ipc/handle.ts';
import { sendTo } from './ipc/send.ts';
import { openLog } from './log.ts';
import { SleepBlocker } from './power.ts';
import { setUpQuit } from './quit.ts';
import { FeedRelay } from './recorder/feed-relay.ts';
import { PreflightService } from './preflight-service.ts';
import { PUSH_INTERVAL_MS, RecorderHost } from './recorder/recorder-host.ts';
import { throttle } from './recorder/throttle.ts';
import { utilityChild } from './recorder/utility-child.ts';
import { systemEncryption } from './settings/encryption.ts';
import { Secrets } from './settings/secrets.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { EnvImport } from './setup/env-import.ts';
import { SettingsTransfer } from './setup/settings-transfer.ts';
import { SetupService } from './setup/setup-service.ts';
import { systemUpdates } from './updates/system-updates.ts';
import { UpdateWatch } from './updates/update-watch.ts';
import { registerAppScheme, serveApp } from './window/app-protocol.ts';
import { openMainWindow } from './window/main-window.ts';
import { guardWindows } from './window/window-guards.ts';

/** How often it is looked whether it is time to look for a newer version. */
const UPDATE_TICK_MS = 1000;

/** Where the built parts lie, seen from this built file. */
const beside = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

app.setName('SyncFlow Recorder');
const command = commandLineOf(process.argv);
registerAppScheme();
// Root has no Chromium sandbox; whoever starts the app so has to say so (--no-sandbox).
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

if (command !== null) {
  const { runCommandLine } = await import('./cli-mode.ts');
  void runCommandLine(command, import.meta.url);
} else if (app.requestSingleInstanceLock()) void app.whenReady().then(run);
else app.quit();

async function run(): Promise<void> {
  const folder = app.getPath('userData');
  const { log, folder: logFolder, file: logFile } = openLog();
  log.info('the app starts', { version: software.version, electron: process.versions.electron });
  const given = readArguments(process.argv.slice(app.isPackaged ? 1 : 2));

  const settings = new SettingsStore(folder);
  const secrets = await Secrets.open({
    folder,
    log,
    encryption: await systemEncryption(),
    unprotectedAllowed: () => settings.current.unprotectedSecrets,
  });
  const defaults = {
    dataFolder: join(app.getPath('documents'), 'SyncFlow Recordings'),
    deviceName: `recorder-${hostname()}`.slice(0, 50),
  };
  const envImport = new EnvImport(defaults.dataFolder);
  const envFile =
    given.envFile === null ? null : { path: given.envFile, dataFolder: given.dataFolder };
  const setup = new SetupService({ settings, secrets, envImport, defaults, envFile });

  let window: BrowserWindow | null = null;
  const sleep = new SleepBlocker(log);
  const host = new RecorderHost({
    log,
    software,
    readiness: () => setup.readiness(),
    spawnCapture: () => utilityChild(beside('./capture.js'), 'SyncFlow Recorder capture', log),
    spawnPing: () => utilityChild(beside('./ping.js'), 'SyncFlow Recorder ping', log),
    recordingWorkerEntry: new URL('./recording-worker.js', import.meta.url),
    // Somebody may look.
    countersMs: 250,
    onChange: () => {
      sleep.set(host.openSessions > 0);
      const snapshot = host.snapshot();
      sendTo(window, 'engine:changed', snapshot);
      desktop.changed(snapshot);
    },
  });
  const engine = (): typeof host.engine => host.engine;
  const feed = new FeedRelay(engine, (batch) => {
    sendTo(window, 'feed:rows', batch);
  });
  const library = new RecordingLibrary({
    engine,
    entry: new URL('./library-worker.js', import.meta.url),
    onChanged: throttle(() => {
      sendTo(window, 'recordings:changed', null);
    }, PUSH_INTERVAL_MS),
    onReading: (view) => {
      sendTo(window, 'reading:changed', view);
    },
  });
  const jobs = new ExportJobs({
    entry: new URL('./export-worker.js', import.meta.url),
    helper: new URL('./export-helper.js', import.meta.url),
    onChange: throttle(() => {
      sendTo(window, 'exports:changed', jobs.views());
    }, PUSH_INTERVAL_MS),
  });
  const preflight = new PreflightService({
    readiness: () => setup.readiness(),
    nameOf: (projectId) => host.projectName(projectId),
    engine,
    onChange: throttle(() => {
      sendTo(window, 'preflight:changed', preflight.view());
    }, PUSH_INTERVAL_MS),
  });

  const desktop = new Desktop({
    settings,
    picture: (state) => beside(`../../resources/tray/${state}.png`),
    failedUploads: () => failedUploads(engine().uploading),
    pauseUploads: (paused) => {
      if (paused) engine().uploading.pause();
      else engine().uploading.resume();
    },
    openSessions: () => host.openSessions,
    go: (place) => {
      sendTo(window, 'desktop:go', place);
    },
    log,
  });
  const updates = new UpdateWatch({
    source: await systemUpdates(log),
    isWanted: () => settings.current.updates,
    isRecording: () => host.openSessions > 0,
    onChange: (view) => {
      sendTo(window, 'updates:changed', view);
    },
    log,
  });
  setInterval(() => void updates.tick(), UPDATE_TICK_MS).unref();

  guardWindows(log);
  serveApp(beside('../renderer'));
  nativeTheme.themeSource =
    settings.current.colourScheme === 'auto' ? 'system' : settings.current.colourScheme;
  const info = (): ReturnType<Parameters<typeof makeHandlers>[0]['info']> => ({
    version: software.version,
    electron: process.versions.electron,
    colourScheme: settings.current.colourScheme,
    logFolder,
  });
  handleCalls(
    makeHandlers({
      info,
      window: () => window,
      settings,
      setup,
      envImport,
      host,
      library,
      jobs,
      feed,
      preflight,
      desktop,
      logFile,
      updates,
      transfer: new SettingsTransfer({
        ...{ settings, setup },
        by: `${software.name} ${software.version}`,
      }),
      diagnostics: new Diagnostics({ settings, setup, host, logFile }),
      log,
    }),
    log,
  );
  const quit = setUpQuit({
    window: () => window,
    openSessions: () => host.openSessions,
    end: async () => {
      feed.reset();
      preflight.cancel();
      await Promise.all([jobs.stop(), library.stop()]);
      await host.end();
      sleep.set(false);
    },
    log,
  });
  window = openMainWindow({
    preload: beside('../preload/index.cjs'),
    icon: beside('../../resources/icon.png'),
    settings,
    minimised: given.minimised,
    log,
  });
  desktop.take(window, quit);
  app.on('second-instance', () => {
    desktop.open(null);
  });
  await host.restart();
}
