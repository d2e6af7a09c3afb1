/** Everything that recording depends on, at one glance: SyncFlow, broker, LiveKit, rooms, disk, uploads. */
import { SimpleGrid } from '@mantine/core';
import {
  IconBroadcast,
  IconCloudUpload,
  IconDatabase,
  IconDoor,
  IconServer,
  IconServer2,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowProject, WindowService, WindowSnapshot } from '../../../shared/ipc/views.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { useNow } from '../../state/use-now.ts';
import { HealthCard } from './health-card.tsx';
import { diskHealth, roomsHealth, serviceHealth, uploadsHealth } from './health.ts';

const texts = strings.home.health;

export function HealthStrip({
  snapshot,
}: {
  readonly snapshot: WindowSnapshot;
}): ReactElement | null {
  const now = useNow();
  if (snapshot.engine.state !== 'running') return null;
  const { projects } = snapshot;
  const apis = (kind: WindowProject['kind']): WindowService[] =>
    projects.filter((project) => project.kind === kind).map(({ api }) => api);
  const brokers = projects.flatMap(({ broker }) => (broker === null ? [] : [broker]));
  const cards =
    3 + [apis('syncflow'), brokers, apis('livekit')].filter(({ length }) => length > 0).length;
  return (
    <SimpleGrid cols={cards} spacing="xs" component="section" aria-label={texts.region}>
      {apis('syncflow').length > 0 && (
        <HealthCard
          icon={IconServer}
          part="syncflow"
          health={serviceHealth(apis('syncflow'), texts.answers, now)}
        />
      )}
      {brokers.length > 0 && (
        <HealthCard
          icon={IconBroadcast}
          part="rabbitmq"
          health={serviceHealth(brokers, texts.connected, now)}
        />
      )}
      {apis('livekit').length > 0 && (
        <HealthCard
          icon={IconServer2}
          part="livekit"
          health={serviceHealth(apis('livekit'), texts.answers, now)}
        />
      )}
      <HealthCard icon={IconDoor} part="rooms" health={roomsHealth(snapshot)} />
      <HealthCard icon={IconDatabase} part="disk" health={diskHealth(snapshot.disk, now)} />
      <HealthCard icon={IconCloudUpload} part="uploads" health={uploadsHealth(snapshot.uploads)} />
    </SimpleGrid>
  );
}
