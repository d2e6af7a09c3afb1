/**
 * Test child: a queue on an existing state file, for tests that kill it. Prints `uploading` when the
 * first bytes of the first file went out, and `settled` when nothing is left to do.
 */
import { z } from 'zod';
import { s3ConfigSchema } from '../config/config.ts';
import { silentLog } from '../../shared/log.ts';
import { openState } from '../state/state-database.ts';
import { createUploadQueue } from './queue.ts';
import { createS3Destination } from './s3-destination.ts';

const [dataFolder, configText] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2));
const state = openState(`${dataFolder}/state.sqlite`, silentLog);
const destination = createS3Destination({
  config: s3ConfigSchema.parse(JSON.parse(configText)),
  plainHosts: ['127.0.0.1'],
});
let told = false;
const queue = createUploadQueue({
  state,
  dataFolder,
  destinations: new Map([['p1', [destination]]]),
  log: silentLog,
  concurrency: 1,
  onChange: () => {
    if (told || !queue.snapshot().rows.some((row) => row.bytesSent > 0)) return;
    told = true;
    process.stdout.write('uploading\n');
  },
});
queue.start();
await queue.settled();
await queue.stop();
destination.close();
state.close();
process.stdout.write('settled\n');
