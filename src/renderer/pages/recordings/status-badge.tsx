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
import { strings } from '../../../shared/strings/strings.ts';

const looks: Readonly<
  Record<WindowRecording['status'], { readonly colour: string; readonly icon: Icon }>
> = {
  recording: { colour: 'blue', icon: IconPlayerRecord },
  complete: { colour: 'teal', icon: IconCircleCheck },
  'complete-but': { colour: 'yellow', icon: IconInfoCircle },
  'not-provable': { colour: 'yellow', icon: IconHelpCircle },
  damaged: { colour: 'orange', icon: IconAlertTriangle },
};

export function StatusBadge({
  status,
}: {
  readonly status: WindowRecording['status'];
}): ReactElement {
  const { colour, icon: Symbol } = looks[status];
  return (
    <Badge
      color={colour}
      variant="light"
      tt="none"
      leftSection={<Symbol size={12} aria-hidden />}
      data-status={status}
    >
      {strings.recordings.status[status]}
    </Badge>
  );
}
