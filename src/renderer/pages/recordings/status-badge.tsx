/** How whole a recording is: by word, icon and colour. */
import { Badge } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHelpCircle,
  IconInfoCircle,
  IconPlayerRecord,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowRecording } from '../../../shared/ipc/recordings.ts';

const looks: Readonly<
  Record<
    WindowRecording['status'],
    { readonly word: string; readonly colour: string; readonly icon: Icon }
  >
> = {
  recording: { word: 'Still open', colour: 'blue', icon: IconPlayerRecord },
  complete: { word: 'Complete', colour: 'teal', icon: IconCircleCheck },
  'complete-but': { word: 'Complete but for gaps', colour: 'yellow', icon: IconInfoCircle },
  'not-provable': { word: 'Not provable', colour: 'yellow', icon: IconHelpCircle },
  damaged: { word: 'Damaged', colour: 'orange', icon: IconAlertTriangle },
};

export function StatusBadge({
  status,
}: {
  readonly status: WindowRecording['status'];
}): ReactElement {
  const { word, colour, icon: Symbol } = looks[status];
  return (
    <Badge
      color={colour}
      variant="light"
      tt="none"
      leftSection={<Symbol size={12} aria-hidden />}
      data-status={status}
    >
      {word}
    </Badge>
  );
}
