/** One message in full, read back from the disk: as text, as a JSON tree, as bytes. */
import { ActionIcon, Box, Group, Loader, Paper, Tabs, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import type { FeedRow } from '../../../shared/feed-row.ts';
import type { ErrorView } from '../../../shared/errors.ts';
import type { LaneName } from '../../../shared/records.ts';
import type { FullMessage } from '../../../shared/ipc/recordings.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf, errorViewOf } from '../../state/call.ts';
import styles from './message-panel.module.css';
import { CopyMessage } from './copy-message.tsx';
import { PayloadBase64, PayloadJson, PayloadText, PayloadHex } from './payload-views.tsx';
import { jsonOf } from './payload-json.ts';

const texts = strings.messages.full;

interface MessagePanelProps {
  readonly recordingId: string;
  readonly row: FeedRow;
  readonly onClose: () => void;
}

export function MessagePanel({ recordingId, row, onClose }: MessagePanelProps): ReactElement {
  const { message, error } = useFullMessage(recordingId, row.record, row.lane ?? 'a');
  return (
    <Paper component="section" aria-label={texts.label} p="sm" className={styles['panel']}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={600} className="clip">
          {texts.head(row.identity ?? strings.messages.server, row.topic)}
        </Text>
        {message !== null && <CopyMessage message={message} />}
        <ActionIcon variant="subtle" color="gray" aria-label={texts.close} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </Group>
      <Text size="xs" c="dimmed" className="numbers">
        {texts.facts(row, message?.sequence ?? null)}
      </Text>
      {error !== null && <ErrorNote error={error} about={texts.unreadable} />}
      {error === null && message === null && (
        <Loader size="sm" mt="sm" aria-label={strings.common.reading} />
      )}
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
        {message.text !== null && <Tabs.Tab value="text">{texts.text}</Tabs.Tab>}
        {json !== null && <Tabs.Tab value="json">{texts.json}</Tabs.Tab>}
        <Tabs.Tab value="hex">{texts.bytes}</Tabs.Tab>
        <Tabs.Tab value="base64">{texts.base64}</Tabs.Tab>
      </Tabs.List>
      {message.clipped && (
        <Text size="xs" c="orange" pt={4}>
          {texts.clipped(message.size)}
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
        if (found === null) setError(errorViewOf(new Error(texts.notInFiles)));
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
