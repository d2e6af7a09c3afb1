import { Badge } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconClock,
  IconCloudCheck,
  IconCloudUpload,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowUpload } from '../../../shared/ipc/recordings.ts';

const looks: Readonly<
  Record<
    WindowUpload['state'],
    { readonly word: string; readonly colour: string; readonly icon: Icon }
  >
> = {
  waiting: { word: 'Waiting', colour: 'gray', icon: IconClock },
  uploading: { word: 'Sending', colour: 'blue', icon: IconCloudUpload },
  verified: { word: 'Verified', colour: 'teal', icon: IconCloudCheck },
  failed: { word: 'Failed', colour: 'orange', icon: IconAlertTriangle },
  cancelled: { word: 'Cancelled', colour: 'gray', icon: IconBan },
};

export function UploadStateBadge({
  state,
}: {
  readonly state: WindowUpload['state'];
}): ReactElement {
  const { word, colour, icon: Symbol } = looks[state];
  return (
    <Badge color={colour} variant="light" tt="none" leftSection={<Symbol size={12} aria-hidden />}>
      {word}
    </Badge>
  );
}
