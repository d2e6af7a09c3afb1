/** Finished recordings, each with its receipt. */
import { Accordion, Button, Center, Group, Loader, Pagination, Stack } from '@mantine/core';
import { IconArchive, IconRefresh } from '@tabler/icons-react';
import { useCallback, useEffect, useState, type ReactElement } from 'react';
import type { ErrorView } from '../../../shared/errors.ts';
import type { WindowRecording } from '../../../shared/ipc/recordings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { NothingYet } from '../../parts/nothing-yet.tsx';
import { Page } from '../../parts/page.tsx';
import { answerOf, errorViewOf } from '../../state/call.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { RecordingItem } from './recording-item.tsx';

const PAGE_SIZE = 25;

export function Recordings(): ReactElement {
  const { list, error, reload } = useRecordings();
  const [page, setPage] = useState(1);
  const finished = list?.filter(({ status }) => status !== 'recording') ?? null;
  const shown = finished?.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE) ?? [];
  const pages = Math.ceil((finished?.length ?? 0) / PAGE_SIZE);
  return (
    <Page
      title="Recordings"
      hint="Finished recordings, newest first"
      beside={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={reload}
        >
          Read again
        </Button>
      }
    >
      <Stack gap="sm">
        {error !== null && <ErrorNote error={error} about="The recordings could not be listed" />}
        {finished === null && error === null && (
          <Center p="xl">
            <Loader aria-label="Reading" />
          </Center>
        )}
        {finished?.length === 0 && (
          <NothingYet
            icon={IconArchive}
            title="No finished recording yet"
            text="When a session ends, its recording is read again from the disk, checked, and listed here with a receipt."
          />
        )}
        {shown.length > 0 && (
          <Accordion variant="separated" chevronPosition="left">
            {shown.map((recording) => (
              <RecordingItem key={recording.recordingId} recording={recording} />
            ))}
          </Accordion>
        )}
        {pages > 1 && (
          <Group>
            <Pagination total={pages} value={page} onChange={setPage} size="sm" />
          </Group>
        )}
      </Stack>
    </Page>
  );
}

/** Read when the page opens, and again when a session ends or an upload changes its state. */
function useRecordings(): {
  readonly list: readonly WindowRecording[] | null;
  readonly error: ErrorView | null;
  readonly reload: () => void;
} {
  const [list, setList] = useState<readonly WindowRecording[] | null>(null);
  const [error, setError] = useState<ErrorView | null>(null);
  const change = useRecorder(({ snapshot }) =>
    JSON.stringify([
      snapshot?.engine.state,
      snapshot?.sessions.filter(({ phase }) => phase === 'ended').length,
      snapshot?.uploads.verified,
      snapshot?.uploads.failed,
      snapshot?.fetches.length,
    ]),
  );
  const reload = useCallback(() => {
    answerOf(window.recorder.recordings())
      .then((found) => {
        setList(found);
        setError(null);
      })
      .catch((thrown: unknown) => {
        setError(errorViewOf(thrown));
      });
  }, []);
  useEffect(reload, [reload, change]);
  return { list, error, reload };
}
