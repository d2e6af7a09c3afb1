/** What narrows the list of recordings down: one box for words, and fields for what is known exactly. */
import { Autocomplete, Group, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useRef, type ReactElement } from 'react';
import type { LibraryChoices } from '../../../shared/ipc/library.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { FilterChoice } from '../../parts/filter-choice.tsx';
import { SearchBox } from '../../parts/search-box.tsx';
import { dayOf, endOfDay, startOfDay } from './day-range.ts';
import { changeFilter, useRecordings } from './recordings-store.ts';
import styles from './filters.module.css';

const texts = strings.recordings.filters;

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
      <SearchBox
        ref={search}
        className={styles['search']}
        label={texts.search}
        hint={texts.searchHint}
        value={filter.text}
        most={500}
        onChange={(text) => {
          changeFilter({ text });
        }}
      />
      <FilterChoice
        className={styles['field']}
        label={strings.common.project}
        none={texts.anyProject}
        noneFits={texts.noSuchProject}
        data={(choices?.projects ?? []).filter((name) => name !== '')}
        value={filter.project}
        onChange={(project) => {
          changeFilter({ project });
        }}
      />
      <FilterChoice
        className={styles['field']}
        label={texts.completeness}
        none={texts.anyCompleteness}
        data={optionsOf(texts.completenessWords)}
        value={filter.completeness}
        onChange={(value) => {
          changeFilter({ completeness: value });
        }}
      />
      <FilterChoice
        className={styles['field']}
        label={texts.upload}
        none={texts.anyUpload}
        data={optionsOf(texts.uploadWords)}
        value={filter.upload}
        onChange={(value) => {
          changeFilter({ upload: value });
        }}
      />
      <Autocomplete
        size="xs"
        className={styles['field'] ?? ''}
        aria-label={texts.participant}
        placeholder={texts.anyParticipant}
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
        aria-label={strings.messages.topic}
        placeholder={texts.anyTopic}
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
    <Group gap={4} wrap="nowrap" role="group" aria-label={texts.days}>
      <TextInput
        size="xs"
        className={styles['day'] ?? ''}
        type="date"
        aria-label={texts.from}
        title={texts.from}
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
        aria-label={texts.to}
        title={texts.to}
        value={to === null ? '' : dayOf(to - 1)}
        onChange={(event) => {
          changeFilter({ to: endOfDay(event.currentTarget.value) });
        }}
      />
    </Group>
  );
}
