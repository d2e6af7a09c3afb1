/** The devices that are registered in a project, by group: found, registered, removed. */
import { Button, Group, Select, Skeleton, Stack, Text } from '@mantine/core';
import { IconDevices, IconPlus } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WindowProject } from '../../../shared/ipc/views.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { NothingYet } from '../../parts/nothing-yet.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { WithProjects } from '../../parts/with-projects.tsx';
import { useAnswer } from '../../state/use-answer.ts';
import { DeviceGroup } from './device-group.tsx';
import { devicesByGroup } from './device-rows.ts';
import { RegisterDevice } from './register-device.tsx';

const texts = strings.devices;

export function Devices(): ReactElement {
  return (
    <WithProjects title={strings.pages.devices} hint={texts.hint}>
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
              aria-label={strings.common.project}
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
          <SearchBox
            w={220}
            label={texts.search}
            hint={texts.searchHint}
            value={search}
            most={200}
            onChange={setSearch}
          />
          <Text size="sm" c="dimmed" role="status">
            {data === null ? '' : texts.amount(shown)}
          </Text>
        </Group>
        <Button
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            setRegistering(true);
          }}
        >
          {texts.register.title}
        </Button>
      </Group>
      {error !== null && (
        <ErrorNote
          error={error}
          about={strings.common.devicesUnknown}
          safety={texts.listSafety}
          action={
            <Button size="xs" variant="default" loading={busy} onClick={reload}>
              {strings.common.tryAgain}
            </Button>
          }
        />
      )}
      {data === null && error === null && (
        <Stack gap="xs" role="status" aria-label={strings.common.askingForDevices}>
          {[0, 1, 2].map((row) => (
            <Skeleton key={row} h={48} />
          ))}
        </Stack>
      )}
      {data !== null && groups.length === 0 && (
        <NothingYet icon={IconDevices} {...(search === '' ? texts.none : texts.noneFits)} />
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
