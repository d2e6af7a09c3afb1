import { Accordion, Badge, Group, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconHelpCircle,
  IconInfoCircle,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowRecording } from '../../../shared/ipc/recordings.ts';
import { bytes, plural } from '../../format/numbers.ts';
import { dateTime, span } from '../../format/times.ts';
import { Receipt } from './receipt.tsx';
import { uploadSummary } from './upload-summary.ts';

const looks: Readonly<
  Record<
    WindowRecording['status'],
    { readonly word: string; readonly colour: string; readonly icon: Icon }
  >
> = {
  recording: { word: 'Still open', colour: 'blue', icon: IconInfoCircle },
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
    <Badge color={colour} variant="light" tt="none" leftSection={<Symbol size={12} aria-hidden />}>
      {word}
    </Badge>
  );
}

export function RecordingItem({
  recording,
}: {
  readonly recording: WindowRecording;
}): ReactElement {
  const { recordingId, sessionName, projectName, startedAt, endedAt, messages } = recording;
  const length = endedAt === null ? '' : `, ${span(endedAt - startedAt)}`;
  return (
    <Accordion.Item value={recordingId} data-recording={recordingId} data-status={recording.status}>
      <Accordion.Control>
        <Group justify="space-between" wrap="nowrap" pe="sm">
          <div className="clip">
            <Text fw={600} size="sm" className="clip">
              {sessionName}
            </Text>
            <Text size="xs" c="dimmed" className="clip">
              {projectName}, {dateTime(startedAt)}
              {length}
            </Text>
          </div>
          <Group gap="sm" wrap="nowrap">
            <Text size="xs" c="dimmed" className="numbers" ta="right">
              {plural(messages, 'message')}, {bytes(recording.bytes)}
              <br />
              {uploadSummary(recording)}
            </Text>
            <StatusBadge status={recording.status} />
          </Group>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        <Receipt recording={recording} />
      </Accordion.Panel>
    </Accordion.Item>
  );
}
