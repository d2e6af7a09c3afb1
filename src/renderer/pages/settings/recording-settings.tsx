/** What the recorder is set up with: server, projects, storage, this recorder. */
import { Alert, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { ProtectionNote } from '../../setup/protection-note.tsx';
import { SetupFormPanel } from '../../setup/setup-form.tsx';
import { useSetupView } from '../../setup/use-setup-view.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { isLive } from '../../state/recording-light.ts';
import { SectionLinks } from './section-links.tsx';
import { TestParts } from './test-parts.tsx';

const texts = strings.settings.recording;

export function saidSaved(): void {
  notifications.show({ message: texts.saved });
}

export function RecordingSettings(): ReactElement | null {
  const { view, reload } = useSetupView();
  const [saves, setSaves] = useState(0);
  const live = useRecorder(({ snapshot }) => snapshot?.sessions.filter(isLive).length ?? 0);
  if (view === null) return null;
  return (
    <Stack gap="md" maw={880}>
      {view.source === 'env-file' && (
        <Alert color="blue" variant="light" icon={<IconInfoCircle aria-hidden />}>
          <Text size="sm">{texts.fromEnvFile(view.envFile ?? '')}</Text>
        </Alert>
      )}
      {view.notice !== null && (
        <Alert color="orange" variant="light">
          {view.notice}
        </Alert>
      )}
      {live > 0 && (
        <Alert color="blue" variant="light" icon={<IconInfoCircle aria-hidden />}>
          <Text size="sm">{texts.savingInterrupts}</Text>
        </Alert>
      )}
      <ProtectionNote protection={view.protection} onChanged={reload} />
      <SectionLinks />
      <TestParts />
      <SetupFormPanel
        // A saved form begins anew from what was stored, with empty fields for secrets.
        key={saves}
        view={view}
        saveLabel={texts.save}
        onSaved={() => {
          saidSaved();
          setSaves((count) => count + 1);
          reload();
        }}
      />
    </Stack>
  );
}
