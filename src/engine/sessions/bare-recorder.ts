/** Rooms of a bare LiveKit server, without SyncFlow: the shortest way to a recording. */
import { toRecorderError } from '../../shared/errors.ts';
import { registerSecret } from '../../shared/redact.ts';
import type { Log } from '../../shared/log.ts';
import type { GapRecord } from '../../shared/records.ts';
import type { SessionView } from '../../shared/snapshot.ts';
import { createRecording, listUnfinished } from '../recording/folders.ts';
import type { EndReason, Manifest } from '../recording/manifest.ts';
import type { RecordingWorker } from '../recording/worker-client.ts';
import { livekitGrants } from './grants.ts';
import type { LaneCaptures } from './lane-captures.ts';
import { recordRoom } from './lanes-recorder.ts';
import type { Recorder, RoomOutcome } from './recorder.ts';

export interface BareRecorderOptions {
  readonly dataFolder: string;
  readonly software: { readonly name: string; readonly version: string };
  readonly livekit: { readonly url: string; readonly key: string; readonly secret: string };
  readonly roomNames: readonly string[];
  readonly plainHosts: readonly string[];
  readonly captures: LaneCaptures;
  /** Two recorders in two processes for each room. */
  readonly redundant: boolean;
  /** The rule for counters in payloads; null: none. */
  readonly counter: string | null;
  readonly worker: RecordingWorker;
  readonly log: Log;
  readonly onFinalised: (folder: string, manifest: Manifest) => void;
}

interface BareRoom {
  readonly roomName: string;
  readonly recordingId: string;
  readonly folder: string;
  readonly recorder: Recorder;
  readonly finished: Promise<void>;
}

interface Done {
  readonly outcome: RoomOutcome;
  readonly undeclared: readonly GapRecord[];
}

export class BareRecorder {
  readonly #options: BareRecorderOptions;
  readonly #rooms: BareRoom[] = [];

  constructor(options: BareRecorderOptions) {
    this.#options = options;
    registerSecret(options.livekit.secret);
  }

  /** Takes up what an earlier run left open for these rooms, makes the others, and records. */
  async start(): Promise<void> {
    const unfinished = await listUnfinished(this.#options.dataFolder);
    for (const roomName of this.#options.roomNames) {
      const left = unfinished.find(
        ({ manifest }) =>
          manifest.session === null &&
          manifest.room.name === roomName &&
          manifest.livekitUrl === this.#options.livekit.url,
      );
      const place =
        left === undefined
          ? await this.#create(roomName)
          : { recordingId: left.manifest.recordingId, folder: left.folder };
      this.#rooms.push(this.#record(roomName, place));
    }
  }

  views(): SessionView[] {
    return this.#rooms.map(({ roomName, recordingId, folder, recorder }) => ({
      sessionId: recordingId,
      projectId: null,
      name: roomName,
      roomName,
      phase: recorder.done ? 'ended' : recorder.phase,
      since: recorder.since,
      recordingId,
      folder,
      counters: recorder.counters,
      error: recorder.error,
      warning: recorder.warning,
      lane: recorder.lane,
    }));
  }

  /** Resolves when every room has ended and every recording is final. */
  async finished(): Promise<void> {
    await Promise.all(this.#rooms.map((room) => room.finished));
  }

  /** Ends all recordings: they are finalised. */
  stop(): void {
    for (const { recorder } of this.#rooms) recorder.stop(null);
  }

  #create(roomName: string): Promise<{ recordingId: string; folder: string }> {
    const { dataFolder, software, livekit } = this.#options;
    return createRecording({
      dataFolder,
      software,
      project: null,
      session: null,
      roomName,
      livekitUrl: livekit.url,
      startedAt: new Date(),
    });
  }

  #record(roomName: string, place: { recordingId: string; folder: string }): BareRoom {
    const { livekit, plainHosts, redundant, counter, captures, worker, log } = this.#options;
    let done: (result: Done) => void = () => undefined;
    const outcome = new Promise<Done>((resolve) => {
      done = resolve;
    });
    const recorder = recordRoom({
      ...place,
      roomName,
      session: null,
      plainHosts,
      grants: livekitGrants({ ...livekit, roomName }),
      redundant,
      counter,
      captures,
      worker,
      log,
      onChange: () => undefined,
      onSegmentClosed: () => undefined,
      onDone: (result, undeclared) => {
        done({ outcome: result, undeclared });
      },
    });
    const finished = outcome.then((result) => this.#finalise(place.folder, result));
    return { roomName, ...place, recorder, finished };
  }

  async #finalise(folder: string, { outcome, undeclared }: Done): Promise<void> {
    try {
      const manifest = await this.#options.worker.finalise(
        folder,
        endReasonOf(outcome),
        new Date(),
        { recordedToEnd: true, undeclared },
      );
      this.#options.onFinalised(folder, manifest);
    } catch (thrown) {
      const { code, message } = toRecorderError(thrown);
      this.#options.log.error('the recording cannot be finalised', {
        folder,
        code,
        error: message,
      });
      throw thrown;
    }
  }
}

function endReasonOf(outcome: RoomOutcome): EndReason {
  switch (outcome.outcome) {
    case 'stopped':
    case 'ghost':
      return 'stopped-by-hand';
    case 'ended':
      return outcome.reason === 'room-deleted' ? 'room-deleted' : 'room-closed';
  }
}
