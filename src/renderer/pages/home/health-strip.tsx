/** Everything that recording depends on, at one glance: SyncFlow, broker, rooms, disk, uploads. */
import { SimpleGrid } from '@mantine/core';
import {
  IconBroadcast,
  IconCloudUpload,
  IconDatabase,
  IconDoor,
  IconServer,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowSnapshot } from '../../../shared/ipc/views.ts';
import { useNow } from '../../state/use-now.ts';
import { HealthCard } from './health-card.tsx';
import { diskHealth, roomsHealth, serviceHealth, uploadsHealth } from './health.ts';

export function HealthStrip({
  snapshot,
}: {
  readonly snapshot: WindowSnapshot;
}): ReactElement | null {
  const now = useNow();
  if (snapshot.engine.state !== 'running') return null;
  const { projects } = snapshot;
  return (
    <SimpleGrid cols={5} spacing="xs" component="section" aria-label="Health">
      <HealthCard
        icon={IconServer}
        name="SyncFlow"
        health={serviceHealth(
          projects.map(({ api }) => api),
          'answers',
          now,
        )}
      />
      <HealthCard
        icon={IconBroadcast}
        name="RabbitMQ"
        health={serviceHealth(
          projects.map(({ broker }) => broker),
          'connected',
          now,
        )}
      />
      <HealthCard icon={IconDoor} name="Rooms" health={roomsHealth(snapshot)} />
      <HealthCard icon={IconDatabase} name="Disk" health={diskHealth(snapshot.disk, now)} />
      <HealthCard icon={IconCloudUpload} name="Uploads" health={uploadsHealth(snapshot.uploads)} />
    </SimpleGrid>
  );
}
