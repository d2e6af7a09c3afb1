/** The line that a note is written in. Its time is that of the key which opened it. */
import { Button, Group, Paper, Text, TextInput } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { MAX_NOTE } from '../../../../shared/notes.ts';
import { timeOfDay } from '../../../../shared/format/times.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import type { Notes } from './use-notes.ts';

const texts = strings.session.note.line;

export function NoteLine({ notes }: { readonly notes: Notes }): ReactElement | null {
  const [text, setText] = useState('');
  const { openedAt, openedTime, taking } = notes;
  if (openedAt === null) return null;
  const take = (): void => {
    if (text.trim() !== '') taking.run({ text: text.trim(), pressedAt: openedAt });
  };
  return (
    <Paper p="xs" data-note-line>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          take();
        }}
      >
        <Group gap="xs" wrap="nowrap">
          <Text size="sm" fw={600} className="numbers" flex="none">
            {timeOfDay(openedTime)}
          </Text>
          <TextInput
            aria-label={texts.label(openedTime)}
            placeholder={texts.hint}
            size="xs"
            flex={1}
            maxLength={MAX_NOTE}
            data-autofocus
            autoFocus
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Escape') notes.close();
            }}
          />
          <Button size="xs" type="submit" loading={taking.busy} disabled={text.trim() === ''}>
            {texts.keep}
          </Button>
          <Button size="xs" variant="default" onClick={notes.close}>
            {texts.drop}
          </Button>
        </Group>
      </form>
    </Paper>
  );
}
