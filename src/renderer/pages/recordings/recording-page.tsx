/** One recording, opened: its receipt, and everything that is in it. */
import { Anchor, Button, Center, Group, Loader, Stack, Tabs } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowLeft, IconFileExport } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WindowRecording } from '../../../shared/ipc/recordings.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Page } from '../../parts/page.tsx';
import type { ReadChoices } from '../../reading/reading-toolbar.tsx';
import { ReadingView } from '../../reading/reading-view.tsx';
import { go } from '../../state/navigation.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { useKept } from '../../state/use-kept.ts';
import { ExportDialog } from './export/export-dialog.tsx';
import { ExportJobs } from './export/export-jobs.tsx';
import { Receipt } from './receipt.tsx';
import { StatusBadge } from './status-badge.tsx';
import styles from './recording-page.module.css';

const texts = strings.recordings.page;

const back = (): void => {
  go({ page: 'recordings' });
};

export function RecordingPage({ recordingId }: { readonly recordingId: string }): ReactElement {
  const change = useRecorder(({ snapshot }) =>
    JSON.stringify([snapshot?.uploads, snapshot?.fetches.length, snapshot?.engine.state]),
  );
  const { data: recording, error } = useAnswer(`${recordingId} ${change}`, () =>
    window.recorder.recording(recordingId),
  );
  const shown = useKept(recording);
  const [exporting, setExporting] = useState(false);
  const canExport = shown?.isLocal === true;
  useHotkeys(
    [
      ['alt+ArrowLeft', back],
      [
        'mod+E',
        () => {
          setExporting(canExport);
        },
      ],
    ],
    [],
  );
  return (
    <Page
      title={shown?.sessionName ?? texts.recording}
      {...(shown === null ? {} : { hint: hintOf(shown) })}
      fixed
      beside={
        <Group gap="sm" wrap="nowrap">
          <LiveLink recordingId={recordingId} />
          {shown !== null && <StatusBadge status={shown.status} />}
          <Button
            size="xs"
            disabled={!canExport}
            leftSection={<IconFileExport size={14} aria-hidden />}
            onClick={() => {
              setExporting(true);
            }}
          >
            {texts.export}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconArrowLeft size={14} aria-hidden />}
            onClick={back}
          >
            {texts.back}
          </Button>
        </Group>
      }
    >
      {error !== null && shown === null && <ErrorNote error={error} about={texts.unopened} />}
      {shown === null && error === null && (
        <Center p="xl">
          <Loader aria-label={strings.common.reading} />
        </Center>
      )}
      {shown !== null && <Opened recording={shown} />}
      {shown !== null && (
        <ExportDialog
          recording={shown}
          opened={exporting}
          onClose={() => {
            setExporting(false);
          }}
        />
      )}
    </Page>
  );
}

function Opened({ recording }: { readonly recording: WindowRecording }): ReactElement {
  const { recordingId, isLocal } = recording;
  return (
    <Stack gap={0} h="100%">
      <ExportJobs recordingId={recordingId} />
      <Tabs
        defaultValue="receipt"
        keepMounted={false}
        className={styles['tabs'] ?? ''}
        data-recording={recordingId}
        data-status={recording.status}
      >
        <Tabs.List>
          <Tabs.Tab value="receipt">{texts.receipt}</Tabs.Tab>
          <Tabs.Tab value="messages" disabled={!isLocal}>
            {recording.status === 'recording'
              ? strings.common.messages
              : texts.messages(recording.messages)}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="receipt" className={styles['scrolling'] ?? ''}>
          <Receipt recording={recording} />
        </Tabs.Panel>
        <Tabs.Panel value="messages" className={styles['filling'] ?? ''}>
          <ReadingView
            recordingId={recordingId}
            choices={choicesOf(recording)}
            startedAt={recording.startedAt}
            isLive={recording.status === 'recording'}
          />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

/** To the session that is being recorded into it; nothing when it is over. */
function LiveLink({ recordingId }: { readonly recordingId: string }): ReactElement | null {
  const live = useRecorder(({ snapshot }) =>
    snapshot?.sessions.find(
      (session) => session.recordingId === recordingId && session.phase !== 'ended',
    ),
  );
  if (live === undefined) return null;
  return (
    <Anchor
      component="button"
      size="sm"
      onClick={() => {
        go({ page: 'session', sessionId: live.sessionId });
      }}
    >
      {texts.seeLive}
    </Anchor>
  );
}

function choicesOf({ participants, topics, kinds }: WindowRecording): ReadChoices {
  return { participants: [...new Set(participants.map(({ name }) => name))], topics, kinds };
}

function hintOf({ projectName, startedAt, endedAt }: WindowRecording): string {
  return strings.recordings.when(projectName, startedAt, endedAt);
}
