/** All recordings ever made, found at once. */
import { Button, Center, Group, Loader, Paper, Stack, Text } from '@mantine/core';
import { IconArchive, IconFilterOff, IconRefresh } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { LibraryPage, LibraryRow } from '../../../shared/ipc/library.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LongList } from '../../parts/long-list.tsx';
import { NothingYet } from '../../parts/nothing-yet.tsx';
import { Page } from '../../parts/page.tsx';
import { go } from '../../state/navigation.ts';
import { usePagedRows, type PagedRows } from '../../state/use-paged-rows.ts';
import { Filters } from './filters.tsx';
import { RECORDING_ROW_HEIGHT, RecordingRow } from './recording-row.tsx';
import { choose, clearFilter, isFiltered, useRecordings } from './recordings-store.ts';
import { useLibraryChanges } from './use-library-changes.ts';

const texts = strings.recordings;

export function Recordings(): ReactElement {
  const filter = useRecordings((state) => state.filter);
  const list = usePagedRows<LibraryRow, LibraryPage>(JSON.stringify(filter), (offset, limit) =>
    window.recorder.recordings({ filter, offset, limit }),
  );
  const { choices, lookAgain } = useLibraryChanges(list.reload);
  const { latest, error } = list;
  const isEmpty = latest?.all === 0 && latest.progress === null;
  return (
    <Page
      title={strings.pages.recordings}
      hint={texts.hint}
      fixed
      beside={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={lookAgain}
        >
          {texts.readAgain}
        </Button>
      }
    >
      <Stack gap="xs" h="100%">
        {error !== null && <ErrorNote error={error} about={texts.unlisted} />}
        {latest === null && error === null && (
          <Center p="xl">
            <Loader aria-label={strings.common.reading} />
          </Center>
        )}
        {isEmpty && <NothingYet icon={IconArchive} title={texts.none} text={texts.noneThen} />}
        {latest !== null && !isEmpty && (
          <>
            <Filters choices={choices} />
            <Found latest={latest} filtered={isFiltered(filter)} />
            {latest.total > 0 && <List key={JSON.stringify(filter)} list={list} />}
            {latest.total === 0 && latest.progress === null && <NothingFits />}
          </>
        )}
      </Stack>
    </Page>
  );
}

function List({ list }: { readonly list: PagedRows<LibraryRow, LibraryPage> }): ReactElement {
  const activeId = useRecordings((state) => state.activeId);
  const [place, setPlace] = useState<number | null>(null);
  const found = list.indexWhere(({ recordingId }) => recordingId === activeId);
  const open = (index: number): void => {
    const row = list.rowAt(index);
    if (row === undefined || row === null) return;
    choose(row.recordingId);
    go({ page: 'recordings', recordingId: row.recordingId });
  };
  return (
    <Paper p={0} flex={1} mih={0} style={{ containerType: 'inline-size', overflow: 'hidden' }}>
      <LongList
        label={strings.pages.recordings}
        count={list.total}
        rowHeight={RECORDING_ROW_HEIGHT}
        active={found ?? place}
        onActive={(index) => {
          const row = list.rowAt(index);
          setPlace(index);
          if (row !== undefined && row !== null) choose(row.recordingId);
        }}
        onOpen={open}
        opensOnClick
        onRange={list.onRange}
        marksOf={(index) => ({ 'data-recording': list.rowAt(index)?.recordingId ?? '' })}
      >
        {(index) => {
          const row = list.rowAt(index);
          return row === undefined || row === null ? (
            <span className="hidden-words">{strings.common.reading}</span>
          ) : (
            <RecordingRow row={row} />
          );
        }}
      </LongList>
    </Paper>
  );
}

function Found({
  latest,
  filtered,
}: {
  readonly latest: LibraryPage;
  readonly filtered: boolean;
}): ReactElement {
  const { total, all, progress } = latest;
  const looking = progress !== null && progress.total > 0 ? progress : null;
  return (
    <Group justify="space-between" mih={30}>
      <Text size="sm" c="dimmed" role="status" className="numbers">
        {texts.listed(filtered ? total : null, all, looking)}
      </Text>
      {filtered && total > 0 && <ClearFilters />}
    </Group>
  );
}

function NothingFits(): ReactElement {
  return (
    <NothingYet
      icon={IconFilterOff}
      title={texts.noneFits}
      text={texts.noneFitsThen}
      action={<ClearFilters />}
    />
  );
}

function ClearFilters(): ReactElement {
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconFilterOff size={14} aria-hidden />}
      onClick={clearFilter}
    >
      {texts.clearFilters}
    </Button>
  );
}
