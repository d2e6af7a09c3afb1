/** Why the recorder as a whole does not run, and the way out; nothing while it does. */
import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { assertNever } from '../../../shared/assert-never.ts';
import type { EngineState } from '../../../shared/ipc/views.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';
import { OpenSettings } from '../../parts/open-settings.tsx';

const texts = strings.home.engine;

export function EngineNote({ engine }: { readonly engine: EngineState }): ReactElement | null {
  switch (engine.state) {
    case 'running':
    case 'not-set-up':
      return null;
    case 'starting':
    case 'stopping':
      return (
        <Group gap="sm">
          <Loader size="sm" aria-hidden />
          <Text size="sm">{texts[engine.state]}</Text>
        </Group>
      );
    case 'secrets-missing':
      return (
        <Alert
          color="orange"
          variant="light"
          icon={<IconKey aria-hidden />}
          title={texts.keysMissing}
        >
          <Group justify="space-between">
            <Text size="sm" maw={520}>
              {texts.keysMissingOf(engine.projectIds.length)}
            </Text>
            <OpenSettings />
          </Group>
        </Alert>
      );
    case 'failed':
      return (
        <ErrorNote
          error={engine.error}
          about={texts.failed}
          safety={texts.failedSafety}
          action={<TryAgain />}
        />
      );
    default:
      return assertNever(engine);
  }
}

function TryAgain(): ReactElement {
  const start = useAction(async () => {
    await answerOf(window.recorder.startEngine());
  });
  return (
    <Group gap="xs">
      <OpenSettings />
      <Button
        size="xs"
        loading={start.busy}
        onClick={() => {
          start.run();
        }}
      >
        {strings.common.tryAgain}
      </Button>
    </Group>
  );
}
