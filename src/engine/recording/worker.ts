/** Entry of the recording worker: hashing, recovery and verification off the main thread. */
import { parentPort } from 'node:worker_threads';
import { z } from 'zod';
import { assertNever } from '../../shared/assert-never.ts';
import { viewOfError } from '../../shared/errors.ts';
import { Looks } from './look/looks.ts';
import { finaliseRecording } from './finalise.ts';
import { indexClosedSegment } from './reader/index/index-closed.ts';
import { recoverRecording } from './recover.ts';
import { restoreManifest } from './repair/restore-manifest.ts';
import { verifyRecording } from './verify.ts';
import { workerRequestSchema, type WorkerRequest } from './worker-protocol.ts';

const envelopeSchema = z.object({ id: z.number(), request: workerRequestSchema });

const looks = new Looks();

function perform(request: WorkerRequest): Promise<unknown> {
  switch (request.task) {
    case 'recover':
      return recoverRecording(request.folder);
    case 'finalise':
      return finaliseRecording(
        request.folder,
        request.endReason,
        new Date(request.endedAt),
        request.end,
      );
    case 'verify':
      return verifyRecording(request.folder);
    case 'index':
      return indexClosedSegment(request.folder, request.file);
    case 'restore-manifest':
      return restoreManifest(request.folder, request.known);
    case 'notes':
      return looks.notes(request);
    case 'timeline':
      return looks.timeline(request, request.until);
    case 'rows':
      return looks.rows(request, request.request);
    default:
      return assertNever(request);
  }
}

parentPort?.on('message', (message: unknown) => {
  const { id, request } = envelopeSchema.parse(message);
  perform(request).then(
    (result) => parentPort?.postMessage({ id, result }),
    (error: unknown) => parentPort?.postMessage({ id, error: viewOfError(error) }),
  );
});
