/** All notes of the session, as they stand in its recording. */
import { Badge, Button, Group, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { IconNote } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { NoteView } from '../../../../shared/notes.ts';
import { nanosTime } from '../../../../shared/format/times.ts';
import { NothingYet } from '../../../parts/nothing-yet.tsx';
import type { Notes } from './use-notes.ts';

interface NotesViewProps {
  readonly notes: Notes;
  readonly taken: readonly NoteView[];
  readonly onSeek: (at: number) => void;
}

export function NotesView({ notes, taken, onSeek }: NotesViewProps): ReactElement {
  if (taken.length === 0) {
    return (
      <NothingYet
        icon={IconNote}
        title="Nothing noted yet"
        text="Press N for a note, 1 to 9 for a marker. Each is written into the recording with the time of the key press, and exported with it."
      />
    );
  }
  return (
    <ScrollArea flex={1} mih={0} type="auto">
      <Table fz="sm" layout="fixed" verticalSpacing={6} aria-label="Notes">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={120}>Time</Table.Th>
            <Table.Th>Note</Table.Th>
            <Table.Th w={130}>Category</Table.Th>
            <Table.Th w={220}>
              <span className="hidden-words">Actions</span>
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
            aria-label={`Show the messages at ${nanosTime(pressed)}`}
            onClick={() => {
              onSeek(Number(BigInt(pressed) / 1_000_000n));
            }}
          >
            Show
          </Button>
          {isWithdrawn ? (
            <Badge variant="light" color="gray" tt="none">
              withdrawn
            </Badge>
          ) : (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Withdraw “${text}”`}
              disabled={notes.withdrawing.busy}
              onClick={() => {
                notes.withdrawing.run(id);
              }}
            >
              Withdraw
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
