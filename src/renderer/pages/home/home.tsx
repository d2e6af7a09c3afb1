import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconChecklist, IconLockOpen, IconPlus, IconRadar } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { NothingYet } from '../../parts/nothing-yet.tsx';
import { Page } from '../../parts/page.tsx';
import { DeleteEnvFile } from '../../setup/delete-env-file.tsx';
import { useEnvLeftover } from '../../state/env-leftover.ts';
import { go } from '../../state/navigation.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { isLive } from '../../state/recording-light.ts';
import { DevicesTable } from './devices-table.tsx';
import { EngineNote } from './engine-note.tsx';
import { HealthStrip } from './health-strip.tsx';
import { NeedsYou } from './needs-you.tsx';
import { OverallLight } from './overall-light.tsx';
import { ProjectSection } from './project-section.tsx';

const texts = strings.home;

export function Home(): ReactElement {
  const snapshot = useRecorder((state) => state.snapshot);
  const leftover = useEnvLeftover((state) => state.preview);
  if (snapshot === null) return <Page title={strings.pages.home}>{null}</Page>;
  const { engine, projects, sessions, plainHosts } = snapshot;
  const live = sessions.filter(isLive);
  return (
    <Page
      title={strings.pages.home}
      beside={
        <Group gap="sm" wrap="nowrap">
          {projects.some(({ kind }) => kind === 'syncflow') && <NewSessionButton />}
          <OverallLight />
        </Group>
      }
    >
      <Stack gap="md">
        {leftover !== null && (
          <DeleteEnvFile
            preview={leftover}
            onDone={() => {
              useEnvLeftover.setState({ preview: null });
            }}
          />
        )}
        <EngineNote engine={engine} />
        {engine.state === 'running' && <NeedsYou snapshot={snapshot} />}
        {plainHosts.length > 0 && <PlainBanner hosts={plainHosts} />}
        <HealthStrip snapshot={snapshot} />
        {projects.map((project) => (
          <ProjectSection
            key={project.projectId}
            project={project}
            sessions={sessions.filter(({ projectId }) => projectId === project.projectId)}
          />
        ))}
        {engine.state === 'running' && live.length === 0 && (
          <NothingYet
            icon={IconRadar}
            title={texts.noSession.title}
            text={texts.noSession.text}
            action={
              <Button
                size="xs"
                mt="xs"
                variant="default"
                leftSection={<IconChecklist size={14} aria-hidden />}
                onClick={() => {
                  go({ page: 'check' });
                }}
              >
                {texts.noSession.check}
              </Button>
            }
          />
        )}
        <DevicesTable sessions={live} />
      </Stack>
    </Page>
  );
}

function NewSessionButton(): ReactElement {
  return (
    <Button
      size="xs"
      flex="none"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => {
        go({ page: 'new-session' });
      }}
    >
      {strings.pages.newSession}
    </Button>
  );
}

function PlainBanner({ hosts }: { readonly hosts: readonly string[] }): ReactElement {
  return (
    <Alert color="yellow" variant="light" py="xs" icon={<IconLockOpen aria-hidden />}>
      <Text size="sm">{texts.plainHosts(hosts)}</Text>
    </Alert>
  );
}
