/** Freeze and filters. Freezing stops the view, never the recording, and the button says so. */
import { Button, Group, Select, TextInput, Tooltip } from '@mantine/core';
import { IconBraces, IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import type { FeedChoices, FeedFilter } from '../../feed/feed-filter.ts';
import type { Feed } from '../../feed/use-feed.ts';
import { count } from '../../../shared/format/numbers.ts';

interface FeedToolbarProps {
  readonly feed: Feed;
  /** Held still, or scrolled back. */
  readonly isFrozen: boolean;
  readonly onResume: () => void;
  readonly filter: FeedFilter;
  readonly onFilter: (filter: FeedFilter) => void;
}

const WITHOUT_TOPIC = '(without a topic)';

export function FeedToolbar(props: FeedToolbarProps): ReactElement {
  const { feed, isFrozen, onResume, filter, onFilter } = props;
  return (
    <Group gap="xs">
      <FreezeButton feed={feed} isFrozen={isFrozen} onResume={onResume} />
      <FilterFields choices={feed.choices} filter={filter} onFilter={onFilter} />
    </Group>
  );
}

interface FilterFieldsProps extends Pick<FeedToolbarProps, 'filter' | 'onFilter'> {
  readonly choices: FeedChoices;
}

/** Drawn anew only when something in it changed, not with each batch of messages. */
const FilterFields = memo(function FilterFields(props: FilterFieldsProps): ReactElement {
  const { choices, filter, onFilter } = props;
  return (
    <>
      <Select
        aria-label="Kind"
        placeholder="All kinds"
        size="xs"
        w={{ base: 96, md: 120 }}
        clearable
        data={[...choices.kinds]}
        value={filter.kind}
        onChange={(kind) => {
          onFilter({ ...filter, kind });
        }}
      />
      <Select
        aria-label="From"
        placeholder="From all"
        size="xs"
        w={{ base: 100, md: 150 }}
        clearable
        searchable
        data={[...choices.identities]}
        value={filter.identity}
        onChange={(identity) => {
          onFilter({ ...filter, identity });
        }}
      />
      <Select
        aria-label="Topic"
        placeholder="All topics"
        size="xs"
        w={{ base: 100, md: 140 }}
        clearable
        searchable
        data={choices.topics.map((topic) => (topic === '' ? WITHOUT_TOPIC : topic))}
        value={filter.topic === '' ? WITHOUT_TOPIC : filter.topic}
        onChange={(topic) => {
          onFilter({ ...filter, topic: topic === WITHOUT_TOPIC ? '' : topic });
        }}
      />
      <TextInput
        aria-label="Search in the shown messages"
        placeholder="Search in these messages"
        size="xs"
        flex={1}
        miw={150}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={filter.text}
        onChange={(event) => {
          onFilter({ ...filter, text: event.currentTarget.value });
        }}
      />
      <Tooltip label="A field of JSON messages: path, or path = value. For instance sensor.x or state = on">
        <TextInput
          aria-label="JSON field: path, or path = value"
          placeholder="field = value"
          size="xs"
          w={{ base: 110, md: 150 }}
          leftSection={<IconBraces size={14} aria-hidden />}
          value={filter.json}
          onChange={(event) => {
            onFilter({ ...filter, json: event.currentTarget.value });
          }}
        />
      </Tooltip>
    </>
  );
});

function FreezeButton({
  feed,
  isFrozen,
  onResume,
}: Pick<FeedToolbarProps, 'feed' | 'isFrozen' | 'onResume'>): ReactElement {
  if (!isFrozen) {
    return (
      <Tooltip label="Holds this view still. Recording goes on.">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPause size={14} aria-hidden />}
          onClick={feed.freeze}
        >
          Freeze view
        </Button>
      </Tooltip>
    );
  }
  return (
    <Tooltip label="Shows the newest messages again. Recording went on all the time.">
      <Button
        size="xs"
        leftSection={<IconPlayerPlay size={14} aria-hidden />}
        onClick={onResume}
        className="numbers"
      >
        Resume view{feed.newSinceFrozen > 0 ? ` (+${count(feed.newSinceFrozen)} new)` : ''}
      </Button>
    </Tooltip>
  );
}
