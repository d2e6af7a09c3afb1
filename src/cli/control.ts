/** `syncflow-recorder control`: orders for the recorder that runs on a data folder. */
import type { ControlCommand, ControlReply } from '../shared/control-protocol.ts';
import type { DiskView } from '../shared/disk-view.ts';
import { askRecorder } from '../engine/control/control-client.ts';
import { formatBytes } from '../engine/recording/receipt.ts';
import type { JournalMetrics } from '../shared/capture-protocol.ts';
import { printJson, printLine } from './output.ts';
import { noteLine } from './note.ts';
import { pingLines } from './ping.ts';

export interface ControlOptions {
  readonly dataFolder: string;
  readonly command: ControlCommand;
  /** Null: all sessions. */
  readonly sessionId: string | null;
  readonly json: boolean;
}

/** Exit code 0 when the order was carried out, 1 when it was refused or is not done yet. */
export async function controlCommand(options: ControlOptions): Promise<number> {
  const reply = await askRecorder(options.dataFolder, options.command, options.sessionId);
  if (options.json) printJson({ type: 'control', ...reply });
  else for (const line of replyLines(reply)) printLine(line);
  return reply.ok && reply.done ? 0 : 1;
}

function replyLines(reply: ControlReply): string[] {
  const { ok, done, error, recorder, sessions, disk, ping, note, journal, request } = reply;
  if (ping !== undefined) return pingLines(ping);
  if (note !== undefined) return [noteLine(note, done)];
  const lines = sessions.map(
    ({ sessionId, roomName, phase, recordingId, written, synced }) =>
      `${sessionId}  ${roomName}  ${phase}  ${recordingId ?? 'no recording'}  ${written} written, ${synced} synced`,
  );
  if (error !== null)
    return [`error: ${error.message} [${error.code}]`, `  what now: ${error.fix}`];
  if (lines.length === 0) lines.push(`${recorder.name} (process ${recorder.pid}): no sessions`);
  if (journal !== undefined && journal !== null) lines.push(journalLine(journal));
  if (request.command === 'status' && disk !== null) lines.push(diskLine(disk));
  if (recorder.canMiss !== null) lines.push(`note: ${recorder.canMiss}`);
  if (ok && !done) lines.push('not done yet; the recorder goes on with it');
  return lines;
}

function journalLine(journal: JournalMetrics): string {
  const { queueBytes, queuePeakBytes, queueLimitBytes, written, synced, syncs } = journal;
  const ms = (micros: number): string => `${Math.ceil(micros / 1000)} ms`;
  const queue = `${formatBytes(queueBytes)} waiting (at most ${formatBytes(queuePeakBytes)} of ${formatBytes(queueLimitBytes)})`;
  return `journal: ${queue}, 99 % written within ${ms(written.p99)}, synced within ${ms(synced.p99)}, a sync takes up to ${ms(syncs.max)}`;
}

function diskLine({ freeBytes, bytesPerSecond, fullAt, level }: DiskView): string {
  const free = `disk: ${formatBytes(freeBytes)} free`;
  const rate = bytesPerSecond === 0 ? '' : `, filling at ${formatBytes(bytesPerSecond)} a second`;
  const full =
    fullAt === null ? '' : `, full at ${new Date(fullAt).toISOString()} if it goes on so`;
  return `${free}${rate}${full}${level === 'fine' ? '' : '; free space, or choose another disk'}`;
}
