/** Freeze and filters. Freezing stops the view, never the recording, and the button says so. */
import { Button, Group, Select, TextInput, Tooltip } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import type { FeedChoices, FeedFilter } from '../../feed/feed-filter.ts';
import type { Feed } from '../../feed/use-feed.ts';
import { count } from '../../format/numbers.ts';

interface FeedToolbarProps {
  readonly feed: Feed;
  readonly filter: FeedFilter;
  readonly onFilter: (filter: FeedFilter) => void;
}

const WITHOUT_TOPIC = '(without a topic)';

export function FeedToolbar({ feed, filter, onFilter }: FeedToolbarProps): ReactElement {
  return (
    <Group gap="xs" wrap="nowrap">
      <FreezeButton feed={feed} />
      <FilterFields choices={feed.choices} filter={filter} onFilter={onFilter} />
    </Group>
  );
}

interface FilterFieldsProps extends Omit<FeedToolbarProps, 'feed'> {
  readonly choices: FeedChoices;
}

/** Drawn anew only when something in it changed, not with each batch of messages. */
const FilterFields = memo(function FilterFields(props: FilterFieldsProps): ReactElement {
  const { choices, filter, onFilter } = props;
  return (
    <>
      <Select
        aria-label="From"
        placeholder="From all"
        size="xs"
        w={{ base: 120, md: 160 }}
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
        w={{ base: 120, md: 150 }}
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
        leftSection={<IconSearch size={14} aria-hidden />}
        value={filter.text}
        onChange={(event) => {
          onFilter({ ...filter, text: event.currentTarget.value });
        }}
      />
    </>
  );
});

function FreezeButton({ feed }: { readonly feed: Feed }): ReactElement {
  if (!feed.frozen) {
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
        onClick={feed.resume}
        className="numbers"
      >
        Resume view{feed.newSinceFrozen > 0 ? ` (+${count(feed.newSinceFrozen)} new)` : ''}
      </Button>
    </Tooltip>
  );
}
