/** The built recorder on one room of a bare LiveKit server. */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RecorderProcess } from './recorder-process.ts';

export interface RoomRecorderOptions {
  readonly server: { readonly wsUrl: string; readonly apiKey: string; readonly apiSecret: string };
  readonly room: string;
  /** For its data folder, `<folder>/<name>`, and its log. Default: `recorder`. */
  readonly name?: string;
  /** Existing. */
  readonly folder: string;
  /** More arguments of `record`. */
  readonly args?: readonly string[];
  /** Another URL than the server's own: a network in between. */
  readonly url?: string;
}

export class RoomRecorder {
  readonly dataFolder: string;
  readonly process: RecorderProcess;

  private constructor(process: RecorderProcess, dataFolder: string) {
    this.process = process;
    this.dataFolder = dataFolder;
  }

  /** Resolves when it records. */
  static async start(options: RoomRecorderOptions): Promise<RoomRecorder> {
    const { server, room, folder, name = 'recorder', args = [], url = server.wsUrl } = options;
    const dataFolder = join(folder, name);
    mkdirSync(dataFolder, { recursive: true });
    const access = ['--livekit-url', url, '--api-key', server.apiKey];
    const secret = ['--api-secret', server.apiSecret, '--plain-host', '127.0.0.1'];
    const process = new RecorderProcess(
      ['record', ...access, ...secret, '--room', room, '--data', dataFolder, ...args],
      `${dataFolder}.log`,
    );
    const recorder = new RoomRecorder(process, dataFolder);
    await process.until('recording', (line) => line['phase'] === 'recording');
    return recorder;
  }

  /** Where the one recording is. */
  get folder(): string {
    const [project = ''] = readdirSync(join(this.dataFolder, 'recordings'));
    const [recording = ''] = readdirSync(join(this.dataFolder, 'recordings', project));
    return join(this.dataFolder, 'recordings', project, recording);
  }

  /** Ends the recording in order, if its room has not ended it; resolves when it is final. */
  async finish(): Promise<void> {
    try {
      if (this.process.running) process.kill(this.process.pid, 'SIGINT');
    } catch {
      // It ended at this moment.
    }
    await this.process.exited;
    await this.process.until('receipt', (line) => line.type === 'receipt');
  }
}
