import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
import { go } from '../state/navigation.ts';

/** The action beside what only the settings can mend. */
export function OpenSettings(): ReactElement {
  return (
    <Button
      size="xs"
      variant="default"
      onClick={() => {
        go({ page: 'settings' });
      }}
    >
      {strings.common.openSettings}
    </Button>
  );
}
