/** A round trip through the parts of a running engine. */
import { resolve } from 'node:path';
import { RecorderError } from '../../shared/errors.ts';
import { preflightStrings } from '../../shared/strings/preflight.ts';
import type { EngineConfig } from '../config/config.ts';
import type { EngineParts } from '../engine-parts.ts';
import { readManifest } from '../recording/manifest.ts';
import { RoundTrip } from './round-trip.ts';
import type { RoundTripPort } from './round-trip-port.ts';

/** Files of one test recording; a segment or two and the manifest, for each destination. */
const MOST_FILES = 100;

/**
 * Begins at once.
 * @param onChange Its view is another one now.
 * @throws RecorderError `config-bad-value` for a project that is not one of SyncFlow
 */
export function makeRoundTrip(
  config: EngineConfig,
  parts: EngineParts,
  projectId: string,
  onChange: () => void,
): RoundTrip {
  const view = parts.projects.get(projectId)?.view();
  if (view?.kind !== 'syncflow') {
    throw new RecorderError('config-bad-value', preflightStrings.roundTrip.onlySyncflow);
  }
  return new RoundTrip(portOf(config, parts), { id: projectId, name: view.name }, onChange);
}

function portOf(
  config: EngineConfig,
  { desk, sessions, uploads, retention }: EngineParts,
): RoundTripPort {
  return {
    createSession: (projectId, name) => desk.createSession(projectId, { name }),
    sendMessage: async (sessionId) => {
      await desk.ping(sessionId);
    },
    endSession: (sessionId) => desk.endSession(sessionId),
    sessionView: (sessionId) => sessions.views().find((one) => one.sessionId === sessionId) ?? null,
    pathOf: (folder) => resolve(config.dataFolder, folder),
    readManifest,
    destinationCount: (projectId) => uploads.destinationsOf(projectId).length,
    uploads: (recordingId) =>
      uploads.page({ states: [], recordingId, offset: 0, limit: MOST_FILES }).rows,
    isPaused: () => uploads.summary().uploading.pausedAt !== null,
    sendFirst: (recordingId) => {
      uploads.sendFirst({ recordingId });
    },
    deleteLocal: (recordingId) => retention.deleteNow(recordingId),
  };
}
