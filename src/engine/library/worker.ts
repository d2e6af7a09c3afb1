/** Entry of the library's thread: lists recordings and reads in them, for the window. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { assertNever } from '../../shared/assert-never.ts';
import { viewOfError } from '../../shared/errors.ts';
import { readManifest } from '../recording/manifest.ts';
import { Catalogue } from './catalogue.ts';
import { libraryRequestSchema, type LibraryMessage, type LibraryRequest } from './protocol.ts';
import { Readings } from './reading/readings.ts';

const envelopeSchema = z.object({ id: z.number(), request: libraryRequestSchema });
const { dataFolder } = z.object({ dataFolder: z.string() }).parse(workerData);

function say(message: LibraryMessage): void {
  parentPort?.postMessage(message);
}

const catalogue = new Catalogue(dataFolder, () => {
  say({ is: 'changed' });
});
const readings = new Readings((view) => {
  say({ is: 'reading', view });
});

async function perform(request: LibraryRequest): Promise<unknown> {
  switch (request.do) {
    case 'refresh':
      catalogue.setDeleted(request.deleted, request.fresh);
      return catalogue.refresh();
    case 'page': {
      const { filter, uploaded, offset, limit } = request;
      const ids = new Set(uploaded?.ids);
      const found = catalogue.find(filter, (id) => ids.has(id) === (uploaded?.only ?? false));
      const entries = found.slice(offset, offset + limit);
      const { size: all, progress } = catalogue;
      return { total: found.length, all, entries, progress };
    }
    case 'choices':
      return catalogue.choices();
    case 'entry':
      return catalogue.get(request.recordingId);
    case 'manifest':
      return readManifest(request.folder);
    case 'open-reading':
      readings.open(request.readingId, request.folder, request.filter);
      return;
    case 'rows':
      return readings.get(request.readingId).rows(request.offset, request.limit);
    case 'row-at':
      return readings.get(request.readingId).rowAt(BigInt(request.arrival));
    case 'stop-reading':
      readings.stop(request.readingId);
      return;
    case 'close-reading':
      readings.close(request.readingId);
      return;
    default:
      return assertNever(request);
  }
}

parentPort?.on('message', (message: unknown) => {
  const { id, request } = envelopeSchema.parse(message);
  perform(request).then(
    (result) => {
      say({ is: 'answer', id, result });
    },
    (thrown: unknown) => {
      say({ is: 'failed', id, error: viewOfError(thrown) });
    },
  );
});
