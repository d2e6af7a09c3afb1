/** Everything about one upload: where it goes, what happened to it, and what can be done with its recording. */
import { Button, Code, Group, Stack, Table, Text } from '@mantine/core';
import { IconArrowBarToUp, IconFilter, IconRefresh } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { UploadSelectionForm, WindowUpload } from '../../../shared/ipc/recordings.ts';
import { dateTime, timeOfDay } from '../../../shared/format/times.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { sentence } from '../../../shared/format/sentence.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { useAnswer } from '../../state/use-answer.ts';

export interface DetailActions {
  readonly onRetry: (which: UploadSelectionForm) => void;
  readonly onFirst: (which: UploadSelectionForm) => void;
  /** Shows the files of one recording alone. */
  readonly onOnly: (recordingId: string) => void;
}

const texts = strings.uploads.details;
const outcomes: Readonly<Record<string, string>> = strings.uploads.outcomes;

const REFRESH_MS = 2000;

export function UploadDetails({
  row,
  onRetry,
  onFirst,
  onOnly,
}: DetailActions & { readonly row: WindowUpload }): ReactElement {
  const { id, recordingId, state, destination, objectKey, storedKey } = row;
  const { data, error } = useAnswer(
    `history:${id}:${state}`,
    () => window.recorder.uploadHistory(id),
    REFRESH_MS,
  );
  const recording = { recordingId };
  return (
    <Stack gap="xs" p="xs" data-history={id}>
      <Text size="xs">
        {texts.target(destination)}{' '}
        <Code style={{ overflowWrap: 'anywhere' }}>{storedKey ?? objectKey}</Code>
      </Text>
      {storedKey !== null && <Text size="xs">{texts.nameWasTaken}</Text>}
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
            {texts.sendFirst}
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
          {texts.sendRecordingFirst}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={() => {
            onRetry(recording);
          }}
        >
          {texts.retryRecording}
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconFilter size={14} aria-hidden />}
          onClick={() => {
            onOnly(recordingId);
          }}
        >
          {texts.onlyThisRecording}
        </Button>
      </Group>
      {error !== null && <ErrorNote error={error} about={texts.unreadable} />}
      {data !== null && data.length === 0 && (
        <Text size="xs" c="dimmed">
          {texts.nothingYet}
        </Text>
      )}
      {data !== null && data.length > 0 && (
        <Table fz="xs" verticalSpacing={2} withRowBorders={false} aria-label={texts.history}>
          <Table.Tbody>
            {[...data].reverse().map((event, index) => (
              <Table.Tr key={index}>
                <Table.Td w={168} className="numbers" title={dateTime(event.at)}>
                  {texts.when(dateTime(event.at).split(',')[0] ?? '', timeOfDay(event.at))}
                </Table.Td>
                <Table.Td>
                  {texts.event(
                    outcomes[event.outcome] ?? event.outcome,
                    event.message === null ? null : sentence(event.message),
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
