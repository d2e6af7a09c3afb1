/** One message in full, read back from the disk: as text, as a JSON tree, as bytes. */
import { ActionIcon, Box, Group, Loader, Paper, Tabs, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { FeedRow } from '../../../shared/capture-protocol.ts';
import type { ErrorView } from '../../../shared/errors.ts';
import type { LaneName } from '../../../shared/records.ts';
import type { FullMessage } from '../../../shared/ipc/recordings.ts';
import { bytes, count } from '../../../shared/format/numbers.ts';
import { arrivalTime } from '../../../shared/format/times.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf, errorViewOf } from '../../state/call.ts';
import styles from './message-panel.module.css';
import { CopyMessage } from './copy-message.tsx';
import { PayloadBase64, PayloadJson, PayloadText, PayloadHex } from './payload-views.tsx';
import { jsonOf } from './payload-json.ts';

interface MessagePanelProps {
  readonly recordingId: string;
  readonly row: FeedRow;
  readonly onClose: () => void;
}

export function MessagePanel({ recordingId, row, onClose }: MessagePanelProps): ReactElement {
  const { message, error } = useFullMessage(recordingId, row.record, row.lane ?? 'a');
  return (
    <Paper component="section" aria-label="Message" p="sm" className={styles['panel']}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={600} className="clip">
          {row.identity ?? 'server'}
          {row.topic === null ? '' : `, ${row.topic}`}
        </Text>
        {message !== null && <CopyMessage message={message} />}
        <ActionIcon variant="subtle" color="gray" aria-label="Close this message" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </Group>
      <Text size="xs" c="dimmed" className="numbers">
        {arrivalTime(row.arrival)}, {bytes(row.size)}, record {count(row.record)}
        {row.reliable === null ? '' : row.reliable ? ', reliable' : ', lossy'}
        {typeof message?.sequence === 'number'
          ? `, sender’s number ${count(message.sequence)}`
          : ''}
      </Text>
      {error !== null && <ErrorNote error={error} about="This message could not be read back" />}
      {error === null && message === null && <Loader size="sm" mt="sm" aria-label="Reading" />}
      {message !== null && <Payload message={message} />}
    </Paper>
  );
}

function Payload({ message }: { readonly message: FullMessage }): ReactElement {
  const json = jsonOf(message);
  const first = json !== null ? 'json' : message.text !== null ? 'text' : 'hex';
  return (
    <Tabs defaultValue={first} keepMounted={false} className={styles['tabs'] ?? ''}>
      <Tabs.List>
        {message.text !== null && <Tabs.Tab value="text">Text</Tabs.Tab>}
        {json !== null && <Tabs.Tab value="json">JSON</Tabs.Tab>}
        <Tabs.Tab value="hex">Bytes</Tabs.Tab>
        <Tabs.Tab value="base64">Base64</Tabs.Tab>
      </Tabs.List>
      {message.clipped && (
        <Text size="xs" c="orange" pt={4}>
          Only the beginning is shown here. The whole message is {bytes(message.size)} and is on
          disk.
        </Text>
      )}
      <Box className={styles['body']} tabIndex={0}>
        <Tabs.Panel value="text">
          <PayloadText text={message.text ?? ''} />
        </Tabs.Panel>
        <Tabs.Panel value="json">{json !== null && <PayloadJson value={json.value} />}</Tabs.Panel>
        <Tabs.Panel value="hex">
          <PayloadHex message={message} />
        </Tabs.Panel>
        <Tabs.Panel value="base64">
          <PayloadBase64 message={message} />
        </Tabs.Panel>
      </Box>
    </Tabs>
  );
}

function useFullMessage(
  recordingId: string,
  record: number,
  lane: LaneName,
): { readonly message: FullMessage | null; readonly error: ErrorView | null } {
  const [message, setMessage] = useState<FullMessage | null>(null);
  const [error, setError] = useState<ErrorView | null>(null);
  useEffect(() => {
    let wanted = true;
    answerOf(window.recorder.readMessage(recordingId, record, lane))
      .then((found) => {
        if (!wanted) return;
        if (found === null) setError(errorViewOf(new Error('It is not in the recording’s files')));
        else setMessage(found);
      })
      .catch((thrown: unknown) => {
        if (wanted) setError(errorViewOf(thrown));
      });
    return () => {
      wanted = false;
    };
  }, [recordingId, record, lane]);
  return { message, error };
}
