/** `syncflow-recorder sessions ping`: who in a session gives a sign of life, and how quickly. */
import { askRecorder } from '../engine/control/control-client.ts';
import type { SpawnPing } from '../engine/ping/ping-room.ts';
import { pingSession } from '../engine/ping/ping-session.ts';
import { pingToken, refuseWithoutRoom } from '../engine/ping/ping-syncflow.ts';
import { isErrorCode, RecorderError, toRecorderError } from '../shared/errors.ts';
import type { PingResult } from '../shared/ping.ts';
import { printJson, printLine } from './output.ts';
import { withProject, type ProjectCommand } from './sessions.ts';

/**
 * Through the recorder that runs on this data folder, which marks its recording; by ourselves when none
 * runs here.
 * @returns Exit code 0 when everybody in the room answered; 1 otherwise.
 */
export async function pingCommand(
  command: ProjectCommand,
  sessionId: string,
  spawnPing: SpawnPing,
): Promise<number> {
  const result =
    (await pingByRecorder(command, sessionId)) ?? (await pingHere(command, sessionId, spawnPing));
  if (command.json) printJson({ type: 'ping', ...result });
  else for (const line of pingLines(result)) printLine(line);
  return result.silent.length + result.absent.length === 0 ? 0 : 1;
}

/** Null: no recorder runs here, or it does not know this session. */
async function pingByRecorder(
  { config }: ProjectCommand,
  sessionId: string,
): Promise<PingResult | null> {
  try {
    const { ping, error } = await askRecorder(config.dataFolder, 'ping', sessionId);
    if (ping !== undefined) return ping;
    const code = error !== null && isErrorCode(error.code) ? error.code : 'ping-failed';
    if (code === 'session-unknown') return null;
    throw new RecorderError(code, error?.message ?? 'The recorder gave no reason.', { sessionId });
  } catch (thrown) {
    if (toRecorderError(thrown).code === 'not-running') return null;
    throw thrown;
  }
}

function pingHere(
  command: ProjectCommand,
  sessionId: string,
  spawn: SpawnPing,
): Promise<PingResult> {
  return withProject(command, async (client) => {
    const { roomName } = await refuseWithoutRoom(client, sessionId);
    return pingSession({
      sessionId,
      spawn,
      token: (identity) => pingToken(client, sessionId, roomName, identity),
      plainHosts: command.config.plainHosts,
      expected: [],
      mark: () => false,
    });
  });
}

export function pingLines({ answers, silent, absent, isMarked }: PingResult): string[] {
  const lines = [
    ...answers.map(({ identity, roundTripMs }) => `${roundTripMs.toFixed(1)} ms  ${identity}`),
    ...silent.map(({ identity }) => `no answer  ${identity}`),
    ...absent.map(({ name, group }) => `not in the room  ${name}  (${group})`),
  ];
  if (lines.length === 0) lines.push('nobody is in the room');
  if (!isMarked) lines.push('no recording says that this was asked: no recorder here records it');
  return lines;
}
