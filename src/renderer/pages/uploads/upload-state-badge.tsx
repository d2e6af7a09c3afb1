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
import { strings } from '../../../shared/strings/strings.ts';

const looks: Readonly<
  Record<WindowUpload['state'], { readonly colour: string; readonly icon: Icon }>
> = {
  waiting: { colour: 'gray', icon: IconClock },
  uploading: { colour: 'blue', icon: IconCloudUpload },
  verified: { colour: 'teal', icon: IconCloudCheck },
  failed: { colour: 'orange', icon: IconAlertTriangle },
  cancelled: { colour: 'gray', icon: IconBan },
};

export function UploadStateBadge({
  state,
}: {
  readonly state: WindowUpload['state'];
}): ReactElement {
  const { colour, icon: Symbol } = looks[state];
  return (
    <Badge color={colour} variant="light" tt="none" leftSection={<Symbol size={12} aria-hidden />}>
      {strings.uploads.states[state]}
    </Badge>
  );
}
