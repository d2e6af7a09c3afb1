/** The devices that are registered in a project, by group: found, registered, removed. */
import { Button, Group, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { IconDevices, IconPlus, IconSearch } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WindowProject } from '../../../shared/ipc/views.ts';
import { plural } from '../../../shared/format/numbers.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { NothingYet } from '../../parts/nothing-yet.tsx';
import { WithProjects } from '../../parts/with-projects.tsx';
import { useAnswer } from '../../state/use-answer.ts';
import { DeviceGroup } from './device-group.tsx';
import { devicesByGroup } from './device-rows.ts';
import { RegisterDevice } from './register-device.tsx';

export function Devices(): ReactElement {
  return (
    <WithProjects
      title="Devices"
      hint="Registered in SyncFlow; a session for a group tells all of its devices"
    >
      {(projects) => <ProjectDevices projects={projects} />}
    </WithProjects>
  );
}

function ProjectDevices({
  projects,
}: {
  readonly projects: readonly WindowProject[];
}): ReactElement {
  const [projectId, setProjectId] = useState(projects[0]?.projectId ?? '');
  const [search, setSearch] = useState('');
  const [registering, setRegistering] = useState(false);
  const { data, error, busy, reload } = useAnswer(projectId, () =>
    window.recorder.devices(projectId),
  );
  const groups = devicesByGroup(data ?? [], search);
  const shown = groups.reduce((sum, { devices }) => sum + devices.length, 0);
  return (
    <Stack gap="md" maw={960}>
      <Group justify="space-between" align="flex-end">
        <Group gap="sm" align="flex-end">
          {projects.length > 1 && (
            <Select
              aria-label="Project"
              size="xs"
              w={150}
              allowDeselect={false}
              data={projects.map((project) => ({ value: project.projectId, label: project.name }))}
              value={projectId}
              onChange={(chosen) => {
                setProjectId(chosen ?? projectId);
              }}
            />
          )}
          <TextInput
            size="xs"
            w={220}
            aria-label="Search devices"
            placeholder="Name, group or comment"
            leftSection={<IconSearch size={14} aria-hidden />}
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value);
            }}
          />
          <Text size="sm" c="dimmed" role="status">
            {data === null ? '' : plural(shown, 'device')}
          </Text>
        </Group>
        <Button
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            setRegistering(true);
          }}
        >
          Register a device
        </Button>
      </Group>
      {error !== null && (
        <ErrorNote
          error={error}
          about="The devices of this project cannot be listed"
          safety="Recording does not depend on this list."
          action={
            <Button size="xs" variant="default" loading={busy} onClick={reload}>
              Try again
            </Button>
          }
        />
      )}
      {data === null && error === null && (
        <Stack gap="xs" role="status" aria-label="Asking SyncFlow for the devices">
          {[0, 1, 2].map((row) => (
            <Skeleton key={row} h={48} />
          ))}
        </Stack>
      )}
      {data !== null && groups.length === 0 && (
        <NothingYet
          icon={IconDevices}
          title={search === '' ? 'No device is registered' : 'No device fits'}
          text={
            search === ''
              ? 'Register the devices of your study in groups. When you start a session for a group, all of its devices are told and join by themselves.'
              : 'Names, groups and comments are searched.'
          }
        />
      )}
      {groups.map(({ group, devices }) => (
        <DeviceGroup
          key={group}
          projectId={projectId}
          group={group}
          devices={devices}
          onChanged={reload}
        />
      ))}
      <RegisterDevice
        key={`${projectId}${String(registering)}`}
        opened={registering}
        projectId={projectId}
        groups={[...new Set((data ?? []).map((device) => device.group))]}
        onClose={() => {
          setRegistering(false);
        }}
        onRegistered={reload}
      />
    </Stack>
  );
}
