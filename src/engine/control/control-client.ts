/** Asks the running recorder of a data folder over its control socket. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import {
  controlReplySchema,
  type ControlCommand,
  type ControlReply,
  type ControlRequest,
} from '../../shared/control-protocol.ts';
import { RecorderError } from '../../shared/errors.ts';
import { controlSocketPath } from './socket-path.ts';

/** Longer than the recorder takes for its answer. */
const TIMEOUT_MS = 60_000;

/**
 * @param sessionId Null: all sessions.
 * @throws RecorderError `not-running`, `control-refused`
 */
export function askRecorder(
  dataFolder: string,
  command: ControlCommand,
  sessionId: string | null,
  more: Pick<ControlRequest, 'note' | 'withdraws'> = {},
): Promise<ControlReply> {
  const about = sessionId === null ? {} : { sessionId };
  const request = { id: randomUUID(), command, ...about, ...more };
  return new Promise((resolve, reject) => {
    const socket = connect(controlSocketPath(dataFolder));
    const timer = setTimeout(() => {
      fail('the recorder does not answer');
    }, TIMEOUT_MS);
    const fail = (why: string): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new RecorderError('not-running', `No recorder answers on ${dataFolder}: ${why}`));
    };
    socket.once('error', (error) => {
      fail(error.message);
    });
    socket.once('close', () => {
      fail('it ended');
    });
    socket.once('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    const lines = createInterface({ input: socket });
    // It repeats the socket's error, which is dealt with above.
    lines.on('error', () => undefined);
    lines.once('line', (line) => {
      clearTimeout(timer);
      socket.destroy();
      const reply = controlReplySchema.safeParse(JSON.parse(line));
      if (reply.success) resolve(reply.data);
      else reject(new RecorderError('control-refused', `The recorder answered: ${line}`));
    });
  });
}
