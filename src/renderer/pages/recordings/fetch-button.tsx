/** Brings a recording back whose local data was deleted after its upload. */
import { Button, Group, Text } from '@mantine/core';
import { IconCloudDownload } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { useAction } from '../../state/use-action.ts';

const texts = strings.recordings.fetch;

export function FetchButton({ recordingId }: { readonly recordingId: string }): ReactElement {
  const found = useRecorder(({ snapshot }) =>
    snapshot?.fetches.find((fetch) => fetch.recordingId === recordingId),
  );
  const begin = useAction(async () => {
    await answerOf(window.recorder.fetchRecording(recordingId));
  });
  const running = found?.error === null;
  const problem = begin.error ?? found?.error ?? null;
  return (
    <>
      <Button
        size="xs"
        leftSection={<IconCloudDownload size={14} aria-hidden />}
        loading={running || begin.busy}
        onClick={() => {
          begin.run();
        }}
      >
        {texts.action}
      </Button>
      {running && (
        <Group gap={4}>
          <Text size="xs" className="numbers" role="status">
            {texts.progress(found.bytes, found.total)}
          </Text>
        </Group>
      )}
      {problem !== null && <ErrorNote error={problem} about={texts.failed} />}
    </>
  );
}
