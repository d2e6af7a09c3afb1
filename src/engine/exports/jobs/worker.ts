/** Entry of the thread that makes one export for the window, and ends with it. */
import { parentPort, workerData } from 'node:worker_threads';
import { viewOfError } from '../../../shared/errors.ts';
import { exportRecording } from '../export-recording.ts';
import type { JobMessage, JobRequest } from './protocol.ts';

const REPORT_MS = 200;

function say(message: JobMessage): void {
  parentPort?.postMessage(message);
}

async function run({ helper, ...request }: JobRequest): Promise<void> {
  const stop = new AbortController();
  const cancel = (): void => {
    stop.abort();
  };
  parentPort?.once('message', cancel);
  let bytes = 0;
  let reportedAt = 0;
  try {
    const result = await exportRecording(
      { ...request, helper: new URL(helper) },
      {
        signal: stop.signal,
        onTotal: (total) => {
          say({ is: 'total', bytes: total });
        },
        onBytes: (more) => {
          bytes += more;
          if (Date.now() - reportedAt < REPORT_MS) return;
          reportedAt = Date.now();
          say({ is: 'progress', bytes });
        },
      },
    );
    say({ is: 'done', result });
  } catch (thrown) {
    say(stop.signal.aborted ? { is: 'cancelled' } : { is: 'failed', error: viewOfError(thrown) });
  } finally {
    parentPort?.off('message', cancel);
  }
}

// Our own parent's, built together with this.
void run(workerData as JobRequest);
