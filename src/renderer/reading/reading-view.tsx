/** Everything in a recording, from its files: scrolled through, searched, one message in full. */
import { Box, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlayerStop } from '@tabler/icons-react';
import { useEffect, useState, type ReactElement } from 'react';
import {
  everything,
  type ReadFilter,
  type ReadingView as View,
  type ReadRow,
  type ReadRows,
} from '../../shared/ipc/reading.ts';
import { strings } from '../../shared/strings/strings.ts';
import { MessagePanel } from '../pages/session/message-panel.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { LongList } from '../parts/long-list.tsx';
import { answerOf } from '../state/call.ts';
import { useAction } from '../state/use-action.ts';
import { usePagedRows } from '../state/use-paged-rows.ts';
import { ReadingRow, READ_ROW_HEIGHT } from './reading-row.tsx';
import { isSent, kindWord } from './reading-words.ts';
import { ReadingToolbar, type ReadChoices } from './reading-toolbar.tsx';
import { useReading } from './use-reading.ts';
import panes from '../parts/panes.module.css';
import styles from './reading.module.css';

const texts = strings.reading;

interface ReadingViewProps {
  readonly recordingId: string;
  readonly choices: ReadChoices;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Whether it is being written: its end is looked at again and again. */
  readonly isLive: boolean;
}

/** What is typed is searched for when the typing pauses. */
const PAUSE_MS = 120;
const LIVE_MS = 3000;

export function ReadingView(props: ReadingViewProps): ReactElement {
  const { recordingId, choices, startedAt, isLive } = props;
  const [typed, setTyped] = useState<ReadFilter>(everything);
  const [filter] = useDebouncedValue(typed, PAUSE_MS);
  const { readingId, view, error } = useReading(recordingId, filter);
  const [selected, setSelected] = useState<ReadRow | null>(null);
  const [place, setPlace] = useState<{ readonly readingId: number; readonly row: number } | null>(
    null,
  );
  const jump = useAction(async (at: number) => {
    if (readingId === null) return;
    const row = await answerOf(window.recorder.readRowAt(readingId, `${Math.floor(at)}000000`));
    setPlace({ readingId, row });
  });
  const problem = error ?? view?.error ?? jump.error;
  return (
    <Stack gap="xs" h="100%">
      <ReadingToolbar
        choices={choices}
        filter={typed}
        startedAt={startedAt}
        onFilter={(change) => {
          setTyped((now) => ({ ...now, ...change }));
        }}
        onMoment={(at) => {
          jump.run(at);
        }}
      />
      {problem !== null && <ErrorNote error={problem} about={texts.unreadable} />}
      <SearchProgress
        view={view}
        filtered={JSON.stringify(filter) !== JSON.stringify(everything)}
      />
      <Box className={panes['panes']} data-open={selected !== null}>
        <Box className={styles['list']}>
          {readingId !== null && (
            <Rows
              key={readingId}
              readingId={readingId}
              found={view?.rows ?? 0}
              isLive={isLive && view?.state === 'done'}
              active={place?.readingId === readingId ? place.row : null}
              onActive={(row) => {
                setPlace({ readingId, row });
              }}
              onSelect={setSelected}
            />
          )}
        </Box>
        {selected !== null && (
          <MessagePanel
            key={`${selected.lane ?? 'a'}${selected.record}`}
            recordingId={recordingId}
            row={asMessage(selected)}
            onClose={() => {
              setSelected(null);
            }}
          />
        )}
      </Box>
    </Stack>
  );
}

/** The panel's heading is the sender; what nobody sent is headed by its kind. */
function asMessage(row: ReadRow): ReadRow {
  return isSent(row.kind) ? row : { ...row, identity: row.identity ?? kindWord(row.kind) };
}

interface RowsProps {
  readonly readingId: number;
  readonly found: number;
  readonly isLive: boolean;
  readonly active: number | null;
  readonly onActive: (index: number) => void;
  readonly onSelect: (row: ReadRow) => void;
}

function Rows({ readingId, found, isLive, active, onActive, onSelect }: RowsProps): ReactElement {
  const list = usePagedRows<ReadRow, ReadRows>(
    String(readingId),
    (offset, limit) => window.recorder.readRows(readingId, offset, limit),
    found,
  );
  const { reload } = list;
  useEffect(() => {
    if (!isLive) return;
    const timer = setInterval(reload, LIVE_MS);
    return () => {
      clearInterval(timer);
    };
  }, [isLive, reload]);
  const row = active === null ? undefined : list.rowAt(active);
  useEffect(() => {
    if (row !== undefined && row !== null) onSelect(row);
    // Only when another row is chosen, or its content comes.
  }, [active, row === undefined]);
  if (list.error !== null) {
    return <ErrorNote error={list.error} about={texts.recordsUnreadable} />;
  }
  return (
    <LongList
      label={texts.records}
      count={list.total}
      rowHeight={READ_ROW_HEIGHT}
      active={active}
      onActive={onActive}
      onRange={list.onRange}
    >
      {(index) => <ReadingRow row={list.rowAt(index)} />}
    </LongList>
  );
}

function SearchProgress(props: {
  readonly view: View | null;
  readonly filtered: boolean;
}): ReactElement {
  const { view, filtered } = props;
  const isSearching = view?.state === 'searching' && filtered;
  return (
    <Group gap="sm" mih={30} justify="space-between" wrap="nowrap">
      <Text size="sm" c="dimmed" role="status" className="numbers" data-reading={view?.state}>
        {view === null ? strings.common.readingRecording : wordsOf(view, filtered)}
      </Text>
      {isSearching && view.totalBytes > 0 && (
        <Group gap="sm" wrap="nowrap" flex={1} maw={360}>
          <Progress
            flex={1}
            aria-label={texts.searched}
            value={Math.min(100, (100 * view.bytes) / view.totalBytes)}
          />
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlayerStop size={12} aria-hidden />}
            onClick={() => {
              answerOf(window.recorder.stopReading(view.readingId)).catch(() => undefined);
            }}
          >
            {texts.stop}
          </Button>
        </Group>
      )}
    </Group>
  );
}

function wordsOf({ rows, state, bytes: done, totalBytes }: View, filtered: boolean): string {
  if (!filtered) return texts.recordsOf(rows);
  switch (state) {
    case 'searching':
      return texts.foundSoFar(rows, done, totalBytes);
    case 'done':
      return texts.found(rows);
    case 'stopped':
      return texts.foundUntilStopped(rows, done, totalBytes);
    case 'failed':
      return texts.foundUntilFailed(rows);
  }
}
