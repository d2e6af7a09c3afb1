/** `syncflow-recorder record`: rooms of a bare LiveKit server. */
import { resolve } from 'node:path';
import {
  defaultClockSettings,
  defaultJournalSettings,
  type CaptureChoice,
} from '../shared/capture-protocol.ts';
import { parseCounterRule } from '../shared/counter-rule.ts';
import { RecorderError } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import type { CaptureView } from '../shared/snapshot.ts';
import { software } from '../shared/software.ts';
import { refusePlain } from '../engine/network/plain-hosts.ts';
import { BEGIN_PER_RESERVE, prepareDataFolder, refuseWhenShort } from '../engine/disk.ts';
import { receiptLines } from '../engine/recording/receipt.ts';
import { verifyExitCodes } from '../engine/recording/status.ts';
import { RecordingWorker } from '../engine/recording/worker-client.ts';
import { BareRecorder } from '../engine/sessions/bare-recorder.ts';
import { LaneCaptures } from '../engine/sessions/lane-captures.ts';
import { acquireInstanceLock } from '../engine/state/instance-lock.ts';
import type { Children } from './children.ts';
import { printJson, printLine } from './output.ts';
import { firstSignal } from './signals.ts';
import { StatusReporter } from './status-line.ts';

export interface RecordOptions {
  readonly livekitUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly rooms: readonly string[];
  readonly dataFolder: string;
  readonly plainHosts: readonly string[];
  readonly capture: CaptureChoice;
  readonly json: boolean;
  /** Record each room twice, in two processes. */
  readonly redundant: boolean;
  /** The rule for counters in payloads (counter-rule.ts); null: none. */
  readonly counter: string | null;
}

/** Records until every room has ended or a signal comes. Exit code 0 when every recording is sound. */
export async function recordCommand(
  options: RecordOptions,
  children: Children,
  log: Log,
): Promise<number> {
  checkUrl(options.livekitUrl, options.plainHosts);
  if (options.counter !== null && parseCounterRule(options.counter) === null) {
    throw new RecorderError('config-bad-value', '--counter must be a path like $.seq');
  }
  const dataFolder = resolve(options.dataFolder);
  prepareDataFolder(dataFolder);
  await refuseWhenShort(dataFolder, defaultJournalSettings.reserveBytes * BEGIN_PER_RESERVE);
  const lock = acquireInstanceLock(dataFolder);
  let exitCode = 0;
  const captures = new LaneCaptures({
    spawn: children.spawnCapture,
    journal: defaultJournalSettings,
    clock: defaultClockSettings,
    software: `${software.name} ${software.version}`,
    choice: options.capture,
    log,
  });
  const worker = new RecordingWorker(children.recordingWorker);
  const recorder = new BareRecorder({
    dataFolder,
    software,
    livekit: { url: options.livekitUrl, key: options.apiKey, secret: options.apiSecret },
    roomNames: [...new Set(options.rooms)],
    plainHosts: options.plainHosts,
    captures,
    redundant: options.redundant,
    counter: options.counter,
    worker,
    log,
    onFinalised: (folder, manifest) => {
      if (verifyExitCodes[manifest.status] === 1) exitCode = 1;
      if (options.json) {
        printJson({ type: 'receipt', folder, manifest, latency: latencyOf(captures.a.view()) });
      } else for (const line of receiptLines(manifest, folder)) printLine(line);
    },
  });
  const status = new StatusReporter(() => recorder.views(), options.json);
  try {
    await recorder.start();
    void firstSignal().then((signal) => {
      log.info('ending', { signal });
      recorder.stop();
    });
    await recorder.finished();
  } finally {
    status.stop();
    await captures.stop();
    await worker.stop();
    lock.release();
  }
  return exitCode;
}

/** How long records took from arrival to disk, in milliseconds, over all rooms. */
function latencyOf({ journal }: CaptureView): Record<string, number> {
  const { written, synced } = journal ?? {};
  return {
    writtenP50Ms: (written?.p50 ?? 0) / 1000,
    writtenP99Ms: (written?.p99 ?? 0) / 1000,
    syncedP50Ms: (synced?.p50 ?? 0) / 1000,
    syncedP99Ms: (synced?.p99 ?? 0) / 1000,
  };
}

function checkUrl(url: string, plainHosts: readonly string[]): void {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['ws:', 'wss:', 'http:', 'https:'].includes(parsed.protocol)) {
    throw new RecorderError('config-bad-value', '--livekit-url must begin with wss:// or ws://');
  }
  refusePlain(parsed, plainHosts, 'The LiveKit server');
}
