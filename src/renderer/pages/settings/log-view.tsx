/** What the recorder wrote into its log: levels, search, follow, copy. Redacted as the file is. */
import {
  Badge,
  Button,
  Code,
  Group,
  ScrollArea,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import type { LogPage } from '../../../shared/ipc/desktop.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { NothingYet } from '../../parts/nothing-yet.tsx';
import { useAnswer } from '../../state/use-answer.ts';
import { OpenLogFolder } from './open-log-folder.tsx';

const texts = strings.settings.log;

type Line = LogPage['lines'][number];

const FOLLOW_MS = 2000;
const colours: Readonly<Record<Line['level'], string>> = {
  ...{ debug: 'gray', info: 'gray', warn: 'yellow', error: 'orange' },
};
/** What is worse than each is shown too. */
const from: Readonly<Record<string, readonly Line['level'][]>> = {
  all: ['debug', 'info', 'warn', 'error'],
  warn: ['warn', 'error'],
  error: ['error'],
};

export function LogView(): ReactElement {
  const [level, setLevel] = useState('all');
  const [search, setSearch] = useState('');
  const [follows, setFollows] = useState(true);
  const { data, error } = useAnswer('log', () => window.recorder.log(), follows ? FOLLOW_MS : null);
  const clipboard = useClipboard();
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const levels = from[level] ?? [];
    return (data?.lines ?? []).filter(
      (line) => levels.includes(line.level) && line.text.toLowerCase().includes(wanted),
    );
  }, [data, level, search]);
  const viewport = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (follows) viewport.current?.scrollTo({ top: viewport.current.scrollHeight });
  }, [shown, follows]);
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <SegmentedControl
          aria-label={texts.levels}
          size="xs"
          value={level}
          onChange={setLevel}
          data={[
            { value: 'all', label: texts.everything },
            { value: 'warn', label: texts.warnings },
            { value: 'error', label: texts.errors },
          ]}
        />
        <TextInput
          aria-label={texts.searchLabel}
          placeholder={texts.search}
          size="xs"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => {
            setSearch(event.currentTarget.value);
          }}
        />
        <Switch
          size="sm"
          label={texts.follow}
          checked={follows}
          onChange={(event) => {
            setFollows(event.currentTarget.checked);
          }}
        />
        <Button
          size="xs"
          variant="default"
          disabled={shown.length === 0}
          onClick={() => {
            clipboard.copy(shown.map(textOf).join('\n'));
          }}
        >
          {clipboard.copied ? texts.copied : texts.copy}
        </Button>
        <OpenLogFolder />
      </Group>
      {error !== null && <ErrorNote error={error} about={texts.unreadable} />}
      {data?.more === true && (
        <Text size="xs" c="dimmed">
          {texts.newest}
        </Text>
      )}
      {data !== null && shown.length === 0 && <NothingYet icon={IconSearch} {...texts.none} />}
      {shown.length > 0 && (
        <ScrollArea h="calc(100dvh - 230px)" type="auto" viewportRef={viewport}>
          <ul className="plain-list" aria-label={strings.settings.tabs.log} tabIndex={0}>
            {shown.map((line, index) => (
              <LogLine key={`${line.at} ${index}`} line={line} />
            ))}
          </ul>
        </ScrollArea>
      )}
    </Stack>
  );
}

function LogLine({ line }: { readonly line: Line }): ReactElement {
  return (
    <Group component="li" gap="xs" wrap="nowrap" align="flex-start" py={2} data-log={line.level}>
      <Text size="xs" c="dimmed" className="numbers" w={72} flex="none">
        {line.at.slice(11, 19)}
      </Text>
      <Badge size="xs" variant="light" color={colours[line.level]} w={54} flex="none" tt="none">
        {line.level}
      </Badge>
      <Code flex={1} className="break-words" bg="transparent" p={0}>
        {line.text}
      </Code>
    </Group>
  );
}

const textOf = ({ at, level, text }: Line): string => `${at} ${level} ${text}`;
