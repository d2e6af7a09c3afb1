/** Preflight: is every part ready to record? Reads, and writes one well-known object; deletes nothing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RecorderError } from '../../shared/errors.ts';
import type { CheckedPart } from '../../shared/ipc/preflight.ts';
import { silentLog } from '../../shared/log.ts';
import { AnnouncementListener } from '../announcements/listener.ts';
import {
  syncflowServer,
  type EngineConfig,
  type LivekitProjectConfig,
  type ProjectConfig,
  type SyncflowProjectConfig,
} from '../config/config.ts';
import { diskSpace, prepareDataFolder } from '../disk.ts';
import { LivekitRooms } from '../livekit/rooms.ts';
import { refusePlain } from '../network/plain-hosts.ts';
import { formatBytes } from '../recording/receipt.ts';
import { fits, namePatterns } from '../sessions/name-patterns.ts';
import { createSyncflowClient, type SyncflowClient } from '../syncflow/client.ts';
import { mintProjectToken } from '../syncflow/token.ts';
import { defaultKeyTemplate, exampleKeyValues } from '../../shared/key-template.ts';
import { preflightStrings } from '../../shared/strings/preflight.ts';
import { objectKey, type KeyPlace } from '../uploads/object-key.ts';
import { PROBE_KEY } from '../uploads/destination.ts';
import { destinationsOf } from '../uploads/make-destinations.ts';

const texts = preflightStrings;

export interface PreflightStep {
  /** Its name on the command line, unlike any other. */
  readonly step: string;
  readonly part: CheckedPart;
  /** Null: it concerns all projects. */
  readonly projectId: string | null;
  /**
   * Resolves with a detail in words; rejects with a RecorderError.
   * @param signal Aborted: nobody waits for it any more.
   */
  readonly run: (signal?: AbortSignal) => Promise<string>;
}

/** Below this the disk is called too full to begin (reliability.md §3). */
const MIN_FREE_BYTES = 500e6;
const BROKER_TIMEOUT_MS = 20_000;
const LIVEKIT_TIMEOUT_MS = 10_000;

export function preflightSteps(config: EngineConfig): PreflightStep[] {
  return [
    {
      ...{ step: 'disk', part: 'disk', projectId: null },
      run: () => checkDisk(config.dataFolder),
    },
    ...config.projects.flatMap((project, index) => projectSteps(config, project, index)),
  ];
}

async function checkDisk(dataFolder: string): Promise<string> {
  prepareDataFolder(dataFolder);
  const probe = await mkdtemp(join(dataFolder, '.check-'));
  try {
    await writeFile(join(probe, 'probe'), 'probe', { flush: true });
  } catch (cause) {
    throw new RecorderError('folder-unwritable', texts.disk.unwritable(dataFolder), { cause });
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
  const space = await diskSpace(dataFolder);
  if (space === null) return dataFolder;
  const free = texts.disk.free(formatBytes(space.freeBytes), dataFolder);
  if (space.freeBytes < MIN_FREE_BYTES) throw new RecorderError('disk-full', texts.disk.only(free));
  return free;
}

function projectSteps(
  config: EngineConfig,
  project: ProjectConfig,
  index: number,
): PreflightStep[] {
  const name = `project ${index}`;
  const { projectId } = project;
  const storage: PreflightStep = {
    ...{ step: `${name}, storage`, part: 'storage', projectId },
    run: () => checkStorage(config, project),
  };
  switch (project.kind) {
    case 'syncflow':
      return [...syncflowSteps(config, project, name), storage];
    case 'livekit':
      return [
        {
          ...{ step: `${name}, LiveKit`, part: 'livekit', projectId },
          run: () => checkRooms(config, project),
        },
        storage,
      ];
  }
}

function syncflowSteps(
  config: EngineConfig,
  project: SyncflowProjectConfig,
  name: string,
): PreflightStep[] {
  const { serverUrl } = syncflowServer(config);
  const { projectId } = project;
  const client = (): SyncflowClient =>
    createSyncflowClient({
      serverUrl,
      plainHosts: config.plainHosts,
      projectId,
      key: project.key,
      secret: project.secret,
      log: silentLog,
    });
  return [
    {
      ...{ step: `${name}, SyncFlow`, part: 'syncflow', projectId },
      run: async () => texts.syncflow.accepted((await client().project()).name),
    },
    {
      ...{ step: `${name}, broker`, part: 'broker', projectId },
      run: (signal) => checkBroker(config, project, client(), signal),
    },
    {
      ...{ step: `${name}, LiveKit`, part: 'livekit', projectId },
      run: async (signal) => {
        const { livekitServerUrl } = await client().project();
        return checkLivekit(livekitServerUrl, config.plainHosts, signal);
      },
    },
  ];
}

/** Whether the key is accepted, and which rooms would be recorded now. */
async function checkRooms(config: EngineConfig, project: LivekitProjectConfig): Promise<string> {
  const { plainHosts } = config;
  const all = await new LivekitRooms({ ...project, plainHosts }).list();
  const patterns = namePatterns(project.rooms);
  const ours = patterns === null ? [] : all.filter(({ name }) => fits(patterns, name));
  return texts.livekit.rooms(all.length, ours.length, project.rooms);
}

/** Logs in and declares a queue; binds what is registered already, and registers nothing. */
async function checkBroker(
  config: EngineConfig,
  project: SyncflowProjectConfig,
  client: SyncflowClient,
  signal?: AbortSignal,
): Promise<string> {
  const { broker, deviceGroups } = syncflowServer(config);
  const devices = await client.devices();
  const ours = devices.filter(
    ({ name, group }) => name === config.deviceName && deviceGroups.includes(group),
  );
  const exchange = devices[0]?.sessionNotificationExchangeName;
  const registration = {
    exchange: exchange ?? '',
    bindingKeys: ours.map((device) => device.sessionNotificationBindingKey),
  };
  let listener: AnnouncementListener | null = null;
  try {
    await new Promise<void>((resolve, reject) => {
      setTimeout(() => {
        reject(new RecorderError('broker-unreachable', texts.broker.silent));
      }, BROKER_TIMEOUT_MS).unref();
      signal?.addEventListener('abort', () => {
        reject(new RecorderError('cancelled', texts.broker.cancelled));
      });
      listener = new AnnouncementListener({
        broker,
        plainHosts: config.plainHosts,
        password: deviceGroups[0] ?? '',
        mintToken: () => mintProjectToken(project, Date.now()),
        registration: () => Promise.resolve(registration),
        onAnnouncement: () => undefined,
        onMalformed: () => undefined,
        onConsuming: resolve,
        onTrouble: reject,
        log: silentLog,
      });
      listener.start();
    });
  } finally {
    await stopListener(listener);
  }
  return ours.length === 0
    ? texts.broker.notRegistered
    : texts.broker.listening(ours.map((device) => device.group));
}

/** A function, because the compiler does not see the assignment inside the promise. */
async function stopListener(listener: AnnouncementListener | null): Promise<void> {
  await listener?.stop();
}

async function checkLivekit(
  url: string,
  plainHosts: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  refusePlain(new URL(url), plainHosts, texts.livekit.server);
  const limit = AbortSignal.timeout(LIVEKIT_TIMEOUT_MS);
  try {
    const response = await fetch(url.replace(/^ws/, 'http'), {
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    if (response.ok) return texts.livekit.answers(url);
    throw new RecorderError('livekit-rejected', texts.livekit.refuses(url, response.status));
  } catch (cause) {
    if (cause instanceof RecorderError) throw cause;
    throw new RecorderError('livekit-unreachable', texts.livekit.silent(url), { cause });
  }
}

/** Which key a segment would get, so that a layout can be judged before the first recording. */
function exampleKey(project: ProjectConfig, template: string): string {
  const { projectName, room: roomName, ...example } = exampleKeyValues;
  const place: KeyPlace = {
    ...{ ...example, roomName, template },
    project: {
      id: project.projectId,
      name: project.kind === 'livekit' ? project.name : projectName,
    },
    date: new Date().toISOString().slice(0, 'YYYY-MM-DD'.length),
  };
  return objectKey(place, 'messages-000001.jsonl');
}

async function checkStorage(config: EngineConfig, project: ProjectConfig): Promise<string> {
  const neverUsed = { hasVerified: () => false };
  const destinations = destinationsOf(project, config.plainHosts, neverUsed);
  if (destinations.length === 0) return texts.storage.off;
  const works: string[] = [];
  for (const destination of destinations) {
    try {
      await destination.probe(PROBE_KEY);
      works.push(destination.describe());
    } finally {
      destination.close();
    }
  }
  const layout = project.s3?.keyTemplate ?? defaultKeyTemplate;
  return texts.storage.works(PROBE_KEY, works, layout, exampleKey(project, layout));
}
