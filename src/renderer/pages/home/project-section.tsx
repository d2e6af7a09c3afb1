import { Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { WindowProject, WindowSession, WindowTraffic } from '../../../shared/ipc/views.ts';
import { bytes, count, rate } from '../../../shared/format/numbers.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LightBadge } from '../../parts/light-badge.tsx';
import { go } from '../../state/navigation.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { isLive, lightOf } from '../../state/recording-light.ts';
import { useNow } from '../../state/use-now.ts';
import { Sparkline } from './sparkline.tsx';

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
            {project.name === '' ? `Project ${project.projectId}` : project.name}
          </Title>
          <Text size="sm" c="dimmed">
            {project.kind === 'livekit' ? 'LiveKit server without SyncFlow, ' : ''}
            {live.length === 0 ? 'no session now' : `${live.length} live`}
          </Text>
        </Group>
        {project.api.error !== null && (
          <ErrorNote
            error={project.api.error}
            about={
              project.kind === 'livekit'
                ? 'The LiveKit server cannot be asked for its rooms'
                : 'SyncFlow cannot be asked about this project'
            }
            safety="Sessions that are being recorded go on; new ones may be missed until it answers."
          />
        )}
        {project.canMiss !== null && <Text size="sm">{project.canMiss}</Text>}
        {project.unreadable.count > 0 && (
          <Text size="sm">
            {count(project.unreadable.count)} announcement(s) could not be read and are kept in the
            folder dead-letter; the last: {project.unreadable.reason}. Sessions are found all the
            same, in SyncFlow’s list.
          </Text>
        )}
        {sessions.length > 0 && (
          <Table verticalSpacing="xs" fz="sm" layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={172}>State</Table.Th>
                <Table.Th>Session</Table.Th>
                <Table.Th w={78} ta="right">
                  Devices
                </Table.Th>
                <Table.Th w={96} ta="right">
                  Messages
                </Table.Th>
                <Table.Th w={96} ta="right">
                  On disk
                </Table.Th>
                <Table.Th w={76} ta="right">
                  Rate
                </Table.Th>
                <Table.Th w={76}>
                  <span className="hidden-words">Actions</span>
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
        <Text size="sm" fw={600} className="clip">
          {session.name}
        </Text>
        <Text size="xs" c="dimmed" className="clip" title={light.detail}>
          {light.kind === 'recording' ? session.roomName : light.detail}
        </Text>
      </Table.Td>
      <Table.Td ta="right" className="numbers">
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
            {`${rate(traffic.messagesPerSecond)}/s`}
            <Sparkline sessionId={session.sessionId} />
          </>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Open ${session.name}`}
          onClick={() => {
            go({ page: 'session', sessionId: session.sessionId });
          }}
        >
          Open
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
        {open <= 0 ? 'all synced' : `${count(open)} to sync`}
      </Text>
    </>
  );
}
