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
import { strings } from '../../shared/strings/strings.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { answerOf } from '../state/call.ts';
import { useRecorder } from '../state/recorder-store.ts';
import { useAction } from '../state/use-action.ts';
import type { SetupFormState } from './connection-fields.tsx';

const texts = strings.setup.uploads;

export function UploadsFields({ form }: { readonly form: SetupFormState }): ReactElement {
  const { limited, deletes } = form.values.uploads;
  return (
    <Paper component="section" aria-labelledby="uploads-title">
      <Stack gap="sm">
        <Title order={2} size="h4" id="uploads-title">
          {strings.pages.uploads}
        </Title>
        <Group grow align="flex-start">
          <Select
            label={texts.when}
            allowDeselect={false}
            data={[
              { value: 'segment-closed', label: texts.moments['segment-closed'] },
              { value: 'session-over', label: texts.moments['session-over'] },
            ]}
            {...form.getInputProps('uploads.when')}
          />
          <NumberInput
            label={texts.concurrency}
            min={1}
            max={32}
            allowDecimal={false}
            {...form.getInputProps('uploads.concurrency')}
          />
        </Group>
        <Switch
          label={texts.limit}
          {...form.getInputProps('uploads.limited', { type: 'checkbox' })}
        />
        {limited && (
          <NumberInput
            label={texts.kilobytes}
            min={32}
            allowDecimal={false}
            {...form.getInputProps('uploads.limitKb')}
          />
        )}
        <Switch
          label={texts.deletes}
          description={texts.deletesHint}
          {...form.getInputProps('uploads.deletes', { type: 'checkbox' })}
        />
        {deletes && (
          <NumberInput
            label={texts.keepDays}
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
          {texts.test}
        </Button>
        <Text size="xs" c="dimmed">
          {texts.testHint}
        </Text>
      </Group>
      {test.error !== null && <ErrorNote error={test.error} about={texts.notTested} />}
      {results?.length === 0 && <Text size="sm">{texts.noDestination}</Text>}
      {results !== null && results.length > 0 && (
        <List size="sm" role="status">
          {results.map(({ destination, problem, fix }) => (
            <List.Item key={destination} data-works={problem === null}>
              {problem === null ? (
                texts.works(destination)
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
