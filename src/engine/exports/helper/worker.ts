/** Entry of the threads that work for an export. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveEncoder } from './part-encoder.ts';
import { helperDataSchema } from './protocol.ts';
import { serveReader } from './segment-reader.ts';

if (parentPort !== null) {
  const data = helperDataSchema.parse(workerData);
  switch (data.work) {
    case 'read':
      serveReader(parentPort);
      break;
    case 'encode':
      serveEncoder(parentPort, data);
      break;
  }
}
