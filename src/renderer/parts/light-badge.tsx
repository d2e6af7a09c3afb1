/** Recording light: icon, word and colour, so that none of them is needed alone. */
import { Badge, type MantineSize } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconCircleFilled,
  IconClockPause,
  IconLoader,
  IconPlugConnected,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { Light, LightKind } from '../state/recording-light.ts';

const looks: Readonly<Record<LightKind, { colour: string; icon: Icon; variant: string }>> = {
  recording: { colour: 'red', icon: IconCircleFilled, variant: 'filled' },
  waiting: { colour: 'blue', icon: IconClockPause, variant: 'light' },
  starting: { colour: 'blue', icon: IconPlugConnected, variant: 'light' },
  'not-recording': { colour: 'orange', icon: IconAlertTriangle, variant: 'light' },
  closing: { colour: 'gray', icon: IconLoader, variant: 'light' },
  done: { colour: 'gray', icon: IconCheck, variant: 'light' },
};

export function LightBadge({
  light,
  size = 'lg',
}: {
  readonly light: Light;
  readonly size?: MantineSize;
}): ReactElement {
  const { colour, icon: Symbol, variant } = looks[light.kind];
  return (
    <Badge
      color={colour}
      variant={variant}
      size={size}
      tt="none"
      title={light.detail}
      leftSection={<Symbol size={size === 'xl' ? 16 : 12} aria-hidden />}
      data-light={light.kind}
    >
      {light.word}
    </Badge>
  );
}
