/**
 * For `npm run bench -- upload`: sends all files of a folder through ledger, queue and destination, and
 * prints `{ seconds, peakBytes, verified }`, measured from the queue's start until all is settled.
 *
 * Arguments: the data folder, the folder of the files in it, the bucket's settings as JSON, how many
 * places. The bench builds it, so that what it measures is what the app runs.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { s3ConfigSchema } from '../config/config.ts';
import { hashFile } from '../recording/file-hash.ts';
import { silentLog } from '../../shared/log.ts';
import { openState } from '../state/state-database.ts';
import type { NewUpload } from '../state/upload-rows.ts';
import { createUploadQueue } from './queue.ts';
import { createS3Destination } from './s3-destination.ts';

const [dataFolder, folder, configText, concurrency] = z
  .tuple([z.string(), z.string(), z.string(), z.coerce.number()])
  .parse(process.argv.slice(2));
const config = s3ConfigSchema.parse(JSON.parse(configText));
const destination = createS3Destination({ config, plainHosts: ['127.0.0.1'] });
const state = openState(join(dataFolder, 'state.sqlite'), silentLog);
const queue = createUploadQueue({
  state,
  dataFolder,
  destinations: new Map([['p1', [destination]]]),
  log: silentLog,
  concurrency,
});
const files = readdirSync(join(dataFolder, folder));
const rows: NewUpload[] = [];
for (const file of files) {
  const path = join(dataFolder, folder, file);
  rows.push({
    ...{ recordingId: folder, sessionId: null, projectId: 'p1', folder, file, role: 'segment' },
    ...{ destination: 's3', bucket: config.bucket, objectKey: `${folder}/${file}`, priority: 0 },
    size: statSync(path).size,
    // As a final recording's manifest has it.
    sha256: await hashFile(path),
  });
}
queue.enqueue(rows);
const start = performance.now();
queue.start();
// Not settled(): that looks at every waiting row after each change, for whoever waits at the end.
while (state.uploads.counts().verified < rows.length) await sleep(50);
const seconds = (performance.now() - start) / 1000;
await queue.stop();
destination.close();
const { verified } = state.uploads.counts();
state.close();
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ seconds, peakBytes, verified })}\n`);
