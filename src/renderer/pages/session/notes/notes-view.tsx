/** All notes of the session, as they stand in its recording. */
import { Badge, Button, Group, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { IconNote } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { NoteView } from '../../../../shared/notes.ts';
import { nanosTime } from '../../../../shared/format/times.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import { NothingYet } from '../../../parts/nothing-yet.tsx';
import type { Notes } from './use-notes.ts';

const texts = strings.session.note.list;

interface NotesViewProps {
  readonly notes: Notes;
  readonly taken: readonly NoteView[];
  readonly onSeek: (at: number) => void;
}

export function NotesView({ notes, taken, onSeek }: NotesViewProps): ReactElement {
  if (taken.length === 0) {
    return <NothingYet icon={IconNote} title={texts.none} text={texts.noneThen} />;
  }
  return (
    <ScrollArea flex={1} mih={0} type="auto">
      <Table fz="sm" layout="fixed" verticalSpacing={6} aria-label={strings.session.parts.notes}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={120}>{texts.time}</Table.Th>
            <Table.Th>{texts.note}</Table.Th>
            <Table.Th w={130}>{texts.category}</Table.Th>
            <Table.Th w={220}>
              <span className="hidden-words">{strings.common.actions}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...taken].reverse().map((note) => (
            <NoteRow key={note.id} note={note} notes={notes} onSeek={onSeek} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function NoteRow({
  note,
  notes,
  onSeek,
}: Omit<NotesViewProps, 'taken'> & { readonly note: NoteView }): ReactElement {
  const { id, text, category, key, pressed, isWithdrawn } = note;
  return (
    <Table.Tr data-note={isWithdrawn ? 'withdrawn' : 'standing'}>
      <Table.Td className="numbers">{nanosTime(pressed)}</Table.Td>
      <Table.Td>
        <Text size="sm" className="break-words" td={isWithdrawn ? 'line-through' : 'none'}>
          {text}
        </Text>
      </Table.Td>
      <Table.Td>
        <Stack gap={0}>
          {category ?? ''}
          {key === null ? '' : ` ${key}`}
        </Stack>
      </Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap" justify="flex-end">
          <Button
            size="compact-xs"
            variant="default"
            aria-label={texts.showAt(pressed)}
            onClick={() => {
              onSeek(Number(BigInt(pressed) / 1_000_000n));
            }}
          >
            {texts.show}
          </Button>
          {isWithdrawn ? (
            <Badge variant="light" color="gray" tt="none">
              {texts.withdrawn}
            </Badge>
          ) : (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={texts.withdrawOf(text)}
              disabled={notes.withdrawing.busy}
              onClick={() => {
                notes.withdrawing.run(id);
              }}
            >
              {texts.withdraw}
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
