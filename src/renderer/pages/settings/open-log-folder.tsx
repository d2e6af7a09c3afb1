import { Button } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';

export function OpenLogFolder(): ReactElement {
  const open = useAction(async () => {
    await answerOf(window.recorder.openLogFolder());
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          open.run();
        }}
      >
        {strings.settings.log.openFolder}
      </Button>
      {open.error !== null && <ErrorNote error={open.error} />}
    </>
  );
}
