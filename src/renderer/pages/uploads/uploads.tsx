/** The ledger of uploads: every file, where it stands, why, and what can be done. */
import { Button, Group, Pagination, Pill, SegmentedControl, Stack } from '@mantine/core';
import { IconCloudCheck, IconRefresh, IconX } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { UploadQuery, UploadSelectionForm } from '../../../shared/ipc/recordings.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { NothingYet } from '../../parts/nothing-yet.tsx';
import { Page } from '../../parts/page.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';
import { UploadingControls } from './uploading-controls.tsx';
import { UploadsTable } from './uploads-table.tsx';
import { useUploadsPage } from './use-uploads-page.ts';

const texts = strings.uploads;

const PAGE_SIZE = 50;
type Filter = UploadQuery['filter'];

export function Uploads(): ReactElement {
  const [filter, setFilter] = useState<Filter>('open');
  const [recordingId, setRecordingId] = useState<string | null>(null);
  const [page, setPage] = useState(1);
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const { data, error, reload } = useUploadsPage({
    filter,
    recordingId,
    offset: (page - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
  });
  const done = (): void => {
    setSelected(new Set());
    reload();
  };
  const retry = useAction(async (which: UploadSelectionForm) => {
    await answerOf(window.recorder.retryUploads(which));
    done();
  });
  const first = useAction(async (which: UploadSelectionForm) => {
    await answerOf(window.recorder.sendUploadsFirst(which));
    done();
  });
  const cancel = useAction(async (ids: readonly number[]) => {
    await answerOf(window.recorder.cancelUploads([...ids]));
    done();
  });
  const look = (at: Filter, of: string | null): void => {
    setFilter(at);
    setRecordingId(of);
    setPage(1);
    setSelected(new Set());
  };
  const counts = data?.counts;
  const label = (text: string, amount: number | undefined): string =>
    amount === undefined ? text : texts.filters.withAmount(text, amount);
  const pages = Math.ceil((data?.total ?? 0) / PAGE_SIZE);
  const open = counts === undefined ? undefined : counts.waiting + counts.uploading + counts.failed;
  return (
    <Page title={strings.pages.uploads} hint={texts.hint}>
      <Stack gap="sm">
        <UploadingControls />
        <Group justify="space-between">
          <Group gap="xs">
            <SegmentedControl
              aria-label={texts.filters.label}
              size="xs"
              value={filter}
              onChange={(value) => {
                look(value, recordingId);
              }}
              data={[
                { value: 'open', label: label(texts.filters.open, open) },
                { value: 'failed', label: label(texts.filters.failed, counts?.failed) },
                { value: 'verified', label: label(texts.filters.verified, counts?.verified) },
                { value: 'all', label: texts.filters.all },
              ]}
            />
            {recordingId !== null && (
              <Pill
                withRemoveButton
                removeButtonProps={{
                  'aria-label': texts.filters.allRecordings,
                  'aria-hidden': false,
                }}
                onRemove={() => {
                  look(filter, null);
                }}
              >
                {texts.filters.oneRecording}
              </Pill>
            )}
          </Group>
          <Group gap="xs">
            {selected.size > 0 && (
              <>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconX size={14} aria-hidden />}
                  onClick={() => {
                    cancel.run([...selected]);
                  }}
                >
                  {texts.cancelChosen(selected.size)}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconRefresh size={14} aria-hidden />}
                  onClick={() => {
                    retry.run([...selected]);
                  }}
                >
                  {texts.retryChosen(selected.size)}
                </Button>
              </>
            )}
            <Button
              size="xs"
              leftSection={<IconRefresh size={14} aria-hidden />}
              disabled={(counts?.failed ?? 0) === 0}
              loading={retry.busy}
              onClick={() => {
                retry.run('all');
              }}
            >
              {texts.retryAll}
            </Button>
          </Group>
        </Group>
        {[error, retry.error, first.error, cancel.error].map(
          (problem, index) =>
            problem !== null && (
              <ErrorNote key={index} error={problem} about={strings.common.didNotWork} />
            ),
        )}
        {data !== null && data.rows.length === 0 ? (
          <NothingYet
            icon={IconCloudCheck}
            title={texts.none.titles[filter]}
            text={texts.none.text}
          />
        ) : (
          <UploadsTable
            rows={data?.rows ?? []}
            selected={selected}
            onSelect={setSelected}
            onRetry={(which) => {
              retry.run(which);
            }}
            onFirst={(which) => {
              first.run(which);
            }}
            onOnly={(id) => {
              look('all', id);
            }}
            onCancel={(id) => {
              cancel.run([id]);
            }}
          />
        )}
        {pages > 1 && <Pagination total={pages} value={page} onChange={setPage} size="sm" />}
      </Stack>
    </Page>
  );
}
