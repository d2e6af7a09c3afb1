/** A tab with its icon, which a narrow window leaves out so that all tabs stay in one line. */
import { Tabs, useMatches } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactElement } from 'react';

interface IconTabProps {
  readonly value: string;
  readonly label: string;
  readonly icon: Icon;
}

export function IconTab({ value, label, icon: Symbol }: IconTabProps): ReactElement {
  const isWide = useMatches({ base: false, lg: true });
  return (
    <Tabs.Tab
      value={value}
      px={isWide ? 'md' : 'xs'}
      leftSection={isWide ? <Symbol size={16} aria-hidden /> : null}
    >
      {label}
    </Tabs.Tab>
  );
}
