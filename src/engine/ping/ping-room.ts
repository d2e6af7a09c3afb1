/** One ping of one room: a child process of its own joins, asks and leaves (src/capture/ping). */
import { RecorderError } from '../../shared/errors.ts';
import {
  pingReportSchema,
  type PingOrder,
  type PingParticipant,
  type PingReport,
} from '../../shared/ping.ts';
import type { ChildPort } from '../processes/child-port.ts';

export type SpawnPing = () => ChildPort<PingOrder>;

export type PingAnswers = Extract<PingReport, { type: 'done' }>;

/** For starting the child and joining the room, beyond the time that answers are waited for. */
const SET_UP_LIMIT_MS = 30_000;

/**
 * @param onAsking It has joined; the question goes out now to these participants.
 * @throws RecorderError `ping-failed`
 */
export function pingRoom(
  spawn: SpawnPing,
  order: PingOrder,
  onAsking: (participants: readonly PingParticipant[]) => void,
): Promise<PingAnswers> {
  return new Promise((resolve, reject) => {
    const child = spawn();
    const limit = setTimeout(() => {
      child.kill();
      fail('it took too long');
    }, order.waitMs + SET_UP_LIMIT_MS);
    const fail = (why: string): void => {
      clearTimeout(limit);
      reject(new RecorderError('ping-failed', `The room could not be asked: ${why}`));
    };
    child.onExit((why) => {
      fail(`the process that asks ended (${why})`);
    });
    child.onMessage((message) => {
      const report = pingReportSchema.safeParse(message);
      if (!report.success) return;
      switch (report.data.type) {
        case 'ready':
          child.send(order);
          return;
        case 'asking':
          onAsking(report.data.participants);
          return;
        case 'done':
          clearTimeout(limit);
          resolve(report.data);
          return;
        case 'failed':
          fail(report.data.message);
          return;
      }
    });
  });
}
