/** How recordings are uploaded, and how long they stay on this disk afterwards. */
import {
  Button,
  Group,
  List,
  NumberInput,
  Paper,
  Select,
  Stack,
  Switch,
  Text,
  Title,
} from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { DestinationTest } from '../../shared/ipc/upload-settings.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { answerOf } from '../state/call.ts';
import { useRecorder } from '../state/recorder-store.ts';
import { useAction } from '../state/use-action.ts';
import type { SetupFormState } from './connection-fields.tsx';

export function UploadsFields({ form }: { readonly form: SetupFormState }): ReactElement {
  const { limited, deletes } = form.values.uploads;
  return (
    <Paper component="section" aria-labelledby="uploads-title">
      <Stack gap="sm">
        <Title order={2} size="h4" id="uploads-title">
          Uploads
        </Title>
        <Group grow align="flex-start">
          <Select
            label="When files are uploaded"
            allowDeselect={false}
            data={[
              { value: 'segment-closed', label: 'As soon as a file is complete' },
              { value: 'session-over', label: 'Only after the session' },
            ]}
            {...form.getInputProps('uploads.when')}
          />
          <NumberInput
            label="Files at the same time"
            min={1}
            max={32}
            allowDecimal={false}
            {...form.getInputProps('uploads.concurrency')}
          />
        </Group>
        <Switch
          label="Limit the speed of all uploads together"
          {...form.getInputProps('uploads.limited', { type: 'checkbox' })}
        />
        {limited && (
          <NumberInput
            label="kB a second"
            min={32}
            allowDecimal={false}
            {...form.getInputProps('uploads.limitKb')}
          />
        )}
        <Switch
          label="Delete recordings from this computer after their upload"
          description="Only what is verified in every destination of its project, and never before the days are over. They stay in the list, and can be brought back."
          {...form.getInputProps('uploads.deletes', { type: 'checkbox' })}
        />
        {deletes && (
          <NumberInput
            label="Days after the end of the session"
            min={0}
            allowDecimal={false}
            {...form.getInputProps('uploads.keepDays')}
          />
        )}
        <TestDestinations />
      </Stack>
    </Paper>
  );
}

/** Of what is saved: a form that is not saved yet has no destinations. */
function TestDestinations(): ReactElement | null {
  const running = useRecorder(({ snapshot }) => snapshot?.engine.state === 'running');
  const [results, setResults] = useState<readonly DestinationTest[] | null>(null);
  const test = useAction(async () => {
    setResults(null);
    setResults(await answerOf(window.recorder.testDestinations()));
  });
  if (!running) return null;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlugConnected size={14} aria-hidden />}
          loading={test.busy}
          onClick={() => {
            test.run();
          }}
        >
          Test the destinations
        </Button>
        <Text size="xs" c="dimmed">
          As they are saved: writes a few bytes to each and reads them back
        </Text>
      </Group>
      {test.error !== null && <ErrorNote error={test.error} about="They were not tested" />}
      {results?.length === 0 && <Text size="sm">No destination is set up.</Text>}
      {results !== null && results.length > 0 && (
        <List size="sm" role="status">
          {results.map(({ destination, problem, fix }) => (
            <List.Item key={destination} data-works={problem === null}>
              {problem === null ? (
                `${destination}: it works`
              ) : (
                <>
                  {problem} <b>{fix}</b>
                </>
              )}
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
