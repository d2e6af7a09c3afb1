/** Freeze and filters. Freezing stops the view, never the recording, and the button says so. */
import { Button, Group, TextInput, Tooltip } from '@mantine/core';
import { IconBraces, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { memo, type ReactElement } from 'react';
import type { FeedChoices, FeedFilter } from '../../feed/feed-filter.ts';
import { strings } from '../../../shared/strings/strings.ts';
import type { FeedView, LiveFeed } from '../../feed/live-feed.ts';
import { useFeedPart } from '../../feed/use-feed.ts';
import type { History } from '../../feed/use-history.ts';
import { FilterChoice } from '../../parts/filter-choice.tsx';
import { kindWord } from '../../reading/reading-words.ts';
import { SearchBox } from '../../parts/search-box.tsx';

interface FeedToolbarProps {
  readonly feed: LiveFeed;
  readonly history: History;
  readonly filter: FeedFilter;
  readonly onFilter: (filter: FeedFilter) => void;
}

const texts = strings.session.feed;
const words = strings.messages;
const { withoutTopic } = texts.filter;

export function FeedToolbar(props: FeedToolbarProps): ReactElement {
  const { feed, history, filter, onFilter } = props;
  const choices = useFeedPart(feed, choicesOf);
  return (
    <Group gap="xs">
      <FreezeButton feed={feed} history={history} />
      <FilterFields choices={choices} filter={filter} onFilter={onFilter} />
    </Group>
  );
}

const choicesOf = (view: FeedView): FeedChoices => view.choices;
const frozenOf = (view: FeedView): boolean => view.frozen;
const newOf = (view: FeedView): number => view.newSinceFrozen;

interface FilterFieldsProps extends Pick<FeedToolbarProps, 'filter' | 'onFilter'> {
  readonly choices: FeedChoices;
}

/** Drawn anew only when something in it changed, not with each batch of messages. */
const FilterFields = memo(function FilterFields(props: FilterFieldsProps): ReactElement {
  const { choices, filter, onFilter } = props;
  return (
    <>
      <FilterChoice
        label={words.kind}
        none={texts.filter.allKinds}
        w={{ base: 96, md: 120 }}
        data={choices.kinds.map((value) => ({ value, label: kindWord(value) }))}
        value={filter.kind}
        onChange={(kind) => {
          onFilter({ ...filter, kind });
        }}
      />
      <FilterChoice
        label={words.from}
        none={words.fromAll}
        noneFits={strings.common.noneFits}
        w={{ base: 100, md: 150 }}
        data={choices.identities}
        value={filter.identity}
        onChange={(identity) => {
          onFilter({ ...filter, identity });
        }}
      />
      <FilterChoice
        label={words.topic}
        none={words.allTopics}
        noneFits={strings.common.noneFits}
        w={{ base: 100, md: 140 }}
        data={choices.topics.map((topic) => (topic === '' ? withoutTopic : topic))}
        value={filter.topic === '' ? withoutTopic : filter.topic}
        onChange={(topic) => {
          onFilter({ ...filter, topic: topic === withoutTopic ? '' : topic });
        }}
      />
      {/* These two go to the next line together, where the window is narrow. */}
      <Group gap="xs" wrap="nowrap" flex="1 1 270px">
        <SearchBox
          flex={1}
          miw={150}
          label={texts.filter.search}
          value={filter.text}
          most={1000}
          onChange={(text) => {
            onFilter({ ...filter, text });
          }}
        />
        <Tooltip label={texts.filter.jsonExplained}>
          <TextInput
            aria-label={texts.filter.json}
            placeholder={texts.filter.jsonHint}
            size="xs"
            w={{ base: 110, md: 150 }}
            leftSection={<IconBraces size={14} aria-hidden />}
            value={filter.json}
            onChange={(event) => {
              onFilter({ ...filter, json: event.currentTarget.value });
            }}
          />
        </Tooltip>
      </Group>
    </>
  );
});

function FreezeButton({ feed, history }: Pick<FeedToolbarProps, 'feed' | 'history'>): ReactElement {
  const isFrozen = useFeedPart(feed, frozenOf);
  const newSinceFrozen = useFeedPart(feed, newOf);
  if (!isFrozen && history.shown === null) {
    return (
      <Tooltip label={texts.freezeHint}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPause size={14} aria-hidden />}
          onClick={() => {
            feed.freeze(feed.view);
          }}
        >
          {texts.freeze}
        </Button>
      </Tooltip>
    );
  }
  return (
    <Tooltip label={texts.resumeHint}>
      <Button
        size="xs"
        leftSection={<IconPlayerPlay size={14} aria-hidden />}
        onClick={() => {
          history.leave();
          feed.resume();
        }}
        className="numbers"
      >
        {texts.resume(newSinceFrozen)}
      </Button>
    </Tooltip>
  );
}
