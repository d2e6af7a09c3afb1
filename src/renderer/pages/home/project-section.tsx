import { Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { WindowProject, WindowSession, WindowTraffic } from '../../../shared/ipc/views.ts';
import { bytes, count } from '../../../shared/format/numbers.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LightBadge } from '../../parts/light-badge.tsx';
import { go } from '../../state/navigation.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { isLive, lightOf } from '../../state/recording-light.ts';
import { useNow } from '../../state/use-now.ts';
import { Sparkline } from './sparkline.tsx';

const texts = strings.home.project;
const { common } = strings;

const ENDED_SHOWN = 3;

interface ProjectSectionProps {
  readonly project: WindowProject;
  readonly sessions: readonly WindowSession[];
}

export function ProjectSection({ project, sessions }: ProjectSectionProps): ReactElement {
  const live = sessions.filter(isLive);
  const rest = sessions.filter((session) => !isLive(session)).slice(0, ENDED_SHOWN);
  const titleId = `project-${project.projectId}`;
  return (
    <Paper component="section" aria-labelledby={titleId}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} size="h4" id={titleId} className="clip">
            {project.name === '' ? texts.unnamed(project.projectId) : project.name}
          </Title>
          <Text size="sm" c="dimmed">
            {texts.live(live.length, project.kind === 'livekit')}
          </Text>
        </Group>
        {project.api.error !== null && (
          <ErrorNote
            error={project.api.error}
            about={texts.silent[project.kind]}
            safety={texts.silentSafety}
          />
        )}
        {project.canMiss !== null && <Text size="sm">{project.canMiss}</Text>}
        {project.unreadable.count > 0 && (
          <Text size="sm">
            {texts.unreadable(project.unreadable.count, project.unreadable.reason)}
          </Text>
        )}
        {sessions.length > 0 && (
          <Table verticalSpacing="xs" fz="sm" layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={{ base: 152, md: 172 }}>{common.state}</Table.Th>
                <Table.Th>{common.session}</Table.Th>
                <Table.Th w={78} ta="right" visibleFrom="md">
                  {common.devices}
                </Table.Th>
                <Table.Th w={96} ta="right">
                  {common.messages}
                </Table.Th>
                <Table.Th w={96} ta="right">
                  {texts.onDisk}
                </Table.Th>
                <Table.Th w={76} ta="right">
                  {strings.common.rate}
                </Table.Th>
                <Table.Th w={76}>
                  <span className="hidden-words">{common.actions}</span>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {[...live, ...rest].map((session) => (
                <SessionRow key={session.sessionId} session={session} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Paper>
  );
}

function SessionRow({ session }: { readonly session: WindowSession }): ReactElement {
  const now = useNow();
  const receivedAt = useRecorder((state) => state.receivedAt);
  const light = lightOf(session, now, now - receivedAt);
  const { traffic } = session;
  return (
    <Table.Tr data-session={session.sessionId}>
      <Table.Td>
        <LightBadge light={light} size="md" />
      </Table.Td>
      <Table.Td>
        <Text size="sm" fw={600} className="clip" title={session.name}>
          {session.name}
        </Text>
        <Text size="xs" c="dimmed" className="clip" title={light.detail}>
          {light.kind === 'recording' && session.roomName !== session.name
            ? strings.session.room(session.roomName)
            : light.detail}
        </Text>
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="md">
        {traffic === null ? '' : count(traffic.deviceCount)}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {traffic === null ? '' : count(traffic.messages)}
      </Table.Td>
      <Table.Td ta="right" className="numbers" data-on-disk>
        {traffic !== null && <OnDisk traffic={traffic} />}
      </Table.Td>
      <Table.Td ta="right" className="numbers">
        {traffic !== null && (
          <>
            {strings.common.perSecond(traffic.messagesPerSecond)}
            <Sparkline sessionId={session.sessionId} />
          </>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={common.openNamed(session.name)}
          onClick={() => {
            go({ page: 'session', sessionId: session.sessionId });
          }}
        >
          {common.open}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}

/** Bytes that are written, and how much of it a power loss could not take any more. */
function OnDisk({ traffic }: { readonly traffic: WindowTraffic }): ReactElement {
  const { bytes: written, written: last, synced } = traffic;
  const open = last - synced;
  return (
    <>
      {bytes(written)}
      <Text size="xs" c="dimmed">
        {open <= 0 ? texts.allSynced : texts.toSync(open)}
      </Text>
    </>
  );
}
