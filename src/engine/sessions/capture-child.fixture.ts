/**
 * A capture child that records nothing and does to itself what its room's name says: `kill` (SIGKILL
 * after a moment), `hang` (SIGSTOP). It tells where a room is: metadata is the pid.
 */
import {
  toCaptureSchema,
  type FromCapture,
  type RoomCounters,
} from '../../shared/capture-protocol.ts';

const rooms = new Set<string>();
const latency = { count: 0, p50: 0, p99: 0, max: 0 };
const journal = {
  written: 0,
  synced: 0,
  messages: 0,
  bytes: 0,
  lastWriteAt: null,
  lost: 0,
  error: null,
};

function send(message: FromCapture): void {
  process.send?.(message);
}

function counters(recordingId: string): RoomCounters {
  return { recordingId, packets: 0, duplicates: 0, links: 1, participants: [], journal };
}

process.on('message', (raw) => {
  const message = toCaptureSchema.parse(raw);
  switch (message.type) {
    case 'start-room': {
      const { recordingId, roomName } = message;
      rooms.add(recordingId);
      const metadata = String(process.pid);
      const state = { state: 'recording', roomSid: 'RM_1', metadata, route: 'udp' } as const;
      send({ type: 'room-state', recordingId, state });
      if (roomName === 'kill') setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);
      if (roomName === 'hang') setTimeout(() => process.kill(process.pid, 'SIGSTOP'), 100);
      return;
    }
    case 'stop-room':
      rooms.delete(message.recordingId);
      send({ type: 'room-closed', recordingId: message.recordingId, error: null });
      return;
    case 'shutdown':
      setTimeout(() => process.exit(0), 10);
      return;
    case 'configure':
    case 'grant':
    case 'note':
    case 'renew-links':
    case 'watch':
  }
});
process.on('disconnect', () => {
  process.exit(0);
});
setInterval(() => {
  send({
    type: 'counters',
    rooms: [...rooms].map(counters),
    queueBytes: 0,
    queuePeakBytes: 0,
    queueLimitBytes: 0,
    unsyncedBytes: 0,
    written: latency,
    late: 0,
    synced: latency,
    syncs: latency,
    cpuMicros: 0,
    rssBytes: 0,
  });
}, 100);
send({ type: 'ready', pid: process.pid });
