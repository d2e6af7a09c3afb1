/** Everything about one upload: where it goes, what happened to it, and what can be done with its recording. */
import { Button, Code, Group, Stack, Table, Text } from '@mantine/core';
import { IconArrowBarToUp, IconFilter, IconRefresh } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { UploadSelectionForm, WindowUpload } from '../../../shared/ipc/recordings.ts';
import { dateTime, timeOfDay } from '../../../shared/format/times.ts';
import { ErrorNote, sentence } from '../../parts/error-note.tsx';
import { useAnswer } from '../../state/use-answer.ts';

export interface DetailActions {
  readonly onRetry: (which: UploadSelectionForm) => void;
  readonly onFirst: (which: UploadSelectionForm) => void;
  /** Shows the files of one recording alone. */
  readonly onOnly: (recordingId: string) => void;
}

const outcomes: Readonly<Record<string, string>> = {
  verified: 'Verified: read back and compared',
  'will-retry': 'Did not work, tried again later',
  failed: 'Failed',
  interrupted: 'Ended before it was done; goes on later',
  cancelled: 'Cancelled',
  'retried-by-hand': 'Made due by hand',
  changed: 'The file was written anew, so that it is sent again',
  'sent-first': 'Put before all others',
};

const REFRESH_MS = 2000;

export function UploadDetails({
  row,
  onRetry,
  onFirst,
  onOnly,
}: DetailActions & { readonly row: WindowUpload }): ReactElement {
  const { id, recordingId, state, destination, objectKey, storedKey } = row;
  const { data, error } = useAnswer(
    `history ${id} ${state}`,
    () => window.recorder.uploadHistory(id),
    REFRESH_MS,
  );
  const recording = { recordingId };
  return (
    <Stack gap="xs" p="xs" data-history={id}>
      <Text size="xs">
        To the {destination ?? 'destination that is not set up'}, as{' '}
        <Code style={{ overflowWrap: 'anywhere' }}>{storedKey ?? objectKey}</Code>
      </Text>
      {storedKey !== null && (
        <Text size="xs">Something else had its name there, so that it got this one.</Text>
      )}
      <Group gap="xs">
        {state === 'waiting' && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconArrowBarToUp size={14} aria-hidden />}
            onClick={() => {
              onFirst([id]);
            }}
          >
            Send first
          </Button>
        )}
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconArrowBarToUp size={14} aria-hidden />}
          onClick={() => {
            onFirst(recording);
          }}
        >
          Send its recording first
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={() => {
            onRetry(recording);
          }}
        >
          Retry its recording
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconFilter size={14} aria-hidden />}
          onClick={() => {
            onOnly(recordingId);
          }}
        >
          Only this recording
        </Button>
      </Group>
      {error !== null && <ErrorNote error={error} about="The history cannot be read" />}
      {data !== null && data.length === 0 && (
        <Text size="xs" c="dimmed">
          Nothing has happened to it yet.
        </Text>
      )}
      {data !== null && data.length > 0 && (
        <Table fz="xs" verticalSpacing={2} withRowBorders={false} aria-label="History">
          <Table.Tbody>
            {[...data].reverse().map((event, index) => (
              <Table.Tr key={index}>
                <Table.Td w={168} className="numbers" title={dateTime(event.at)}>
                  {dateTime(event.at).split(',')[0]}, {timeOfDay(event.at)}
                </Table.Td>
                <Table.Td>
                  {outcomes[event.outcome] ?? event.outcome}
                  {event.message === null ? '' : `. ${sentence(event.message)}`}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
