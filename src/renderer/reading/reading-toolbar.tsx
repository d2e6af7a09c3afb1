/** What is looked for in a recording, and where to go in it. */
import { Button, Group, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconClock } from '@tabler/icons-react';
import { useRef, useState, type ReactElement } from 'react';
import type { ReadFilter } from '../../shared/ipc/reading.ts';
import { strings } from '../../shared/strings/strings.ts';
import { FilterChoice } from '../parts/filter-choice.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { kindWord, momentOf } from './reading-words.ts';
import styles from './reading.module.css';

const texts = strings.reading;
const words = strings.messages;

/** What a recording holds, to be chosen from. */
export interface ReadChoices {
  readonly participants: readonly string[];
  readonly topics: readonly string[];
  readonly kinds: readonly string[];
}

interface ReadingToolbarProps {
  readonly choices: ReadChoices;
  /** As it is typed. */
  readonly filter: ReadFilter;
  readonly startedAt: number;
  readonly onFilter: (change: Partial<ReadFilter>) => void;
  /** Unix milliseconds. */
  readonly onMoment: (at: number) => void;
}

export function ReadingToolbar(props: ReadingToolbarProps): ReactElement {
  const { choices, filter, startedAt, onFilter, onMoment } = props;
  const search = useRef<HTMLInputElement>(null);
  useHotkeys([['mod+F', () => search.current?.focus()]], []);
  return (
    <Group gap="xs">
      <SearchBox
        ref={search}
        className={styles['text']}
        label={texts.search}
        value={filter.text}
        most={1000}
        onChange={(text) => {
          onFilter({ text });
        }}
      />
      <FilterChoice
        className={styles['field']}
        noneFits={strings.common.noneFits}
        label={words.from}
        none={words.fromAll}
        data={choices.participants}
        value={filter.participant}
        onChange={(participant) => {
          onFilter({ participant });
        }}
      />
      <FilterChoice
        className={styles['field']}
        noneFits={strings.common.noneFits}
        label={words.topic}
        none={words.allTopics}
        data={choices.topics}
        value={filter.topic}
        onChange={(topic) => {
          onFilter({ topic });
        }}
      />
      <FilterChoice
        className={styles['field']}
        noneFits={strings.common.noneFits}
        label={words.kind}
        none={texts.allKinds}
        data={choices.kinds.map((value) => ({ value, label: kindWord(value) }))}
        value={filter.kinds?.[0] ?? null}
        onChange={(kind) => {
          onFilter({ kinds: kind === null ? null : [kind] });
        }}
      />
      <Jump startedAt={startedAt} onMoment={onMoment} />
    </Group>
  );
}

type JumpProps = Pick<ReadingToolbarProps, 'startedAt' | 'onMoment'>;

function Jump({ startedAt, onMoment }: JumpProps): ReactElement {
  const [time, setTime] = useState('');
  const moment = momentOf(time, startedAt);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (moment !== null) onMoment(moment);
      }}
    >
      <Group gap={4} wrap="nowrap">
        <TextInput
          size="xs"
          type="time"
          step={1}
          aria-label={texts.timeOfDay}
          value={time}
          onChange={(event) => {
            setTime(event.currentTarget.value);
          }}
        />
        <Button
          size="xs"
          variant="default"
          type="submit"
          disabled={moment === null}
          leftSection={<IconClock size={14} aria-hidden />}
        >
          {texts.goTo}
        </Button>
      </Group>
    </form>
  );
}
