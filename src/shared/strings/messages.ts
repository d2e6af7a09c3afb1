/** How messages, and other records of a recording, are called: live, read back, and for exports. */
import { bytes, count } from '../format/numbers.ts';
import { arrivalTime } from '../format/times.ts';

export const messageStrings = {
  /** The sender of what no participant sent. */
  server: 'server',
  from: 'From',
  fromAll: 'From all',
  topic: 'Topic',
  allTopics: 'All topics',
  kind: 'Kind',
  payload: 'Payload',
  /** One message in full. */
  full: {
    label: 'Message',
    close: 'Close this message',
    /** @param topic Null: sent without one. */
    head: (sender: string, topic: string | null) =>
      topic === null ? sender : `${sender}, ${topic}`,
    /** @param sequence The sender's own number; null: it has none, or is not known. */
    facts: (
      message: {
        readonly arrival: string;
        readonly size: number;
        readonly record: number;
        readonly reliable: boolean | null;
      },
      sequence: number | null,
    ) => {
      const { arrival, size, record, reliable } = message;
      const way =
        reliable === null ? '' : reliable ? ', sent reliably' : ', sent so that it may get lost';
      const number = sequence === null ? '' : `, numbered ${count(sequence)} by its sender`;
      return `${arrivalTime(arrival)}, ${bytes(size)}, record ${count(record)}${way}${number}`;
    },
    unreadable: 'This message could not be read back',
    notInFiles: 'It is not in the recording’s files',
    clipped: (size: number) =>
      `Only the beginning is shown here. The whole message is ${bytes(size)} and is on disk.`,
    empty: '(empty)',
    text: 'Text',
    json: 'JSON',
    bytes: 'Bytes',
    base64: 'Base64',
    copy: 'Copy',
    copied: 'Copied',
    record: 'Record',
  },
  /** Kinds of records (docs/data-format.md); others are shown as they are named there. */
  kinds: {
    data: 'Messages',
    chat: 'Chat',
    'text-stream': 'Text streams',
    'byte-stream': 'Files sent',
    'data-track': 'Data tracks',
    transcription: 'Transcriptions',
    dtmf: 'Dialled tones',
    metrics: 'Metrics',
    rpc: 'Remote calls',
    encrypted: 'Encrypted',
    unknown: 'Not understood',
    participant: 'Joined and left',
    track: 'Data tracks offered',
    room: 'Room',
    session: 'Session',
    link: 'Connection',
    gap: 'Gaps',
    'gap-filled': 'Gaps filled',
    clock: 'Clock',
    note: 'Notes',
    segment: 'Files',
  },
} as const;
