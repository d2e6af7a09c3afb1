/** What narrows the list of recordings down: one box for words, and fields for what is known exactly. */
import { Autocomplete, CloseButton, Group, Select, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef, type ReactElement } from 'react';
import type { Completeness, LibraryChoices, UploadChoice } from '../../../shared/ipc/library.ts';
import { dayOf, endOfDay, startOfDay } from './day-range.ts';
import { changeFilter, useRecordings } from './recordings-store.ts';
import styles from './filters.module.css';

const completeness: Readonly<Record<Completeness, string>> = {
  complete: 'Complete',
  gaps: 'With gaps',
  damaged: 'Damaged',
  recording: 'Still open',
};

const uploads: Readonly<Record<UploadChoice, string>> = {
  verified: 'Upload verified',
  open: 'On its way',
  failed: 'Upload failed',
  none: 'On this disk only',
  elsewhere: 'Not on this disk',
};

const optionsOf = <Value extends string>(
  words: Readonly<Record<Value, string>>,
): { value: Value; label: string }[] =>
  Object.entries<string>(words).map(([value, label]) => ({ value: value as Value, label }));

export function Filters({ choices }: { readonly choices: LibraryChoices | null }): ReactElement {
  const filter = useRecordings((state) => state.filter);
  const search = useRef<HTMLInputElement>(null);
  useHotkeys([['mod+F', () => search.current?.focus()]], []);
  return (
    <Group gap="xs" align="end">
      <TextInput
        size="xs"
        ref={search}
        className={styles['search'] ?? ''}
        aria-label="Search recordings"
        placeholder="Session, project, device, topic …"
        value={filter.text}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          filter.text !== '' && (
            <CloseButton
              size="sm"
              aria-label="Clear the search"
              onClick={() => {
                changeFilter({ text: '' });
              }}
            />
          )
        }
        onChange={(event) => {
          changeFilter({ text: event.currentTarget.value.slice(0, 500) });
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') changeFilter({ text: '' });
        }}
      />
      <Select
        size="xs"
        className={styles['field'] ?? ''}
        aria-label="Project"
        placeholder="Any project"
        clearable
        searchable
        nothingFoundMessage="No such project"
        data={(choices?.projects ?? []).filter((name) => name !== '')}
        value={filter.project}
        clearButtonProps={{ 'aria-label': 'Any project', 'aria-hidden': false }}
        onChange={(project) => {
          changeFilter({ project });
        }}
      />
      <Select
        size="xs"
        className={styles['field'] ?? ''}
        aria-label="Completeness"
        placeholder="Any state"
        clearable
        data={optionsOf(completeness)}
        value={filter.completeness}
        clearButtonProps={{ 'aria-label': 'Complete or not', 'aria-hidden': false }}
        onChange={(value) => {
          changeFilter({ completeness: value });
        }}
      />
      <Select
        size="xs"
        className={styles['field'] ?? ''}
        aria-label="Upload"
        placeholder="Any upload state"
        clearable
        data={optionsOf(uploads)}
        value={filter.upload}
        clearButtonProps={{ 'aria-label': 'Any upload state', 'aria-hidden': false }}
        onChange={(value) => {
          changeFilter({ upload: value });
        }}
      />
      <Autocomplete
        size="xs"
        className={styles['field'] ?? ''}
        aria-label="Device or participant"
        placeholder="Any device"
        limit={50}
        data={choices?.participants ?? []}
        value={filter.participant}
        onChange={(participant) => {
          changeFilter({ participant: participant.slice(0, 500) });
        }}
      />
      <Autocomplete
        size="xs"
        className={styles['field'] ?? ''}
        aria-label="Topic"
        placeholder="Any topic"
        limit={50}
        data={choices?.topics ?? []}
        value={filter.topic}
        onChange={(topic) => {
          changeFilter({ topic: topic.slice(0, 500) });
        }}
      />
      <Days from={filter.from} to={filter.to} />
    </Group>
  );
}

function Days(props: { readonly from: number | null; readonly to: number | null }): ReactElement {
  const { from, to } = props;
  return (
    <Group gap={4} wrap="nowrap" role="group" aria-label="Days">
      <TextInput
        size="xs"
        className={styles['day'] ?? ''}
        type="date"
        aria-label="From this day"
        title="From this day"
        value={from === null ? '' : dayOf(from)}
        onChange={(event) => {
          changeFilter({ from: startOfDay(event.currentTarget.value) });
        }}
      />
      <span aria-hidden>–</span>
      <TextInput
        size="xs"
        className={styles['day'] ?? ''}
        type="date"
        aria-label="To this day"
        title="To this day"
        value={to === null ? '' : dayOf(to - 1)}
        onChange={(event) => {
          changeFilter({ to: endOfDay(event.currentTarget.value) });
        }}
      />
    </Group>
  );
}
