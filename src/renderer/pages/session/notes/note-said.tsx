/** What became of the last note: written, and then safe on disk; with the way to take it back. */
import { Button, Group, Text } from '@mantine/core';
import { IconCircleCheck, IconClock, IconPencilOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowSession } from '../../../../shared/ipc/views.ts';
import type { TakenNote } from '../../../../shared/notes.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { sessionIn, useRecorder } from '../../../state/recorder-store.ts';
import type { Notes } from './use-notes.ts';

const texts = strings.session.note.said;

interface NoteSaidProps {
  readonly notes: Notes;
  readonly sessionId: string;
}

export function NoteSaid({ notes, sessionId }: NoteSaidProps): ReactElement | null {
  const { last, taking, withdrawing } = notes;
  const isSafe = useRecorder(
    (state) => last !== null && isSynced(last, sessionIn(state, sessionId)),
  );
  const error = taking.error ?? withdrawing.error;
  if (error !== null) {
    return <ErrorNote error={error} about={texts.failed} safety={texts.failedIsSafe} />;
  }
  if (taking.busy) {
    return (
      <Text size="sm" role="status">
        {texts.noting}
      </Text>
    );
  }
  if (last === null) return null;
  const { note } = last;
  const Symbol = note.isWithdrawn ? IconPencilOff : isSafe ? IconCircleCheck : IconClock;
  return (
    <Group gap="xs" wrap="nowrap" data-note-said={saidState(last, isSafe)}>
      <Symbol size={16} style={{ flex: 'none' }} aria-hidden />
      <Text size="sm" className="clip" role="status">
        {texts[saidState(last, isSafe)](note.pressed, note.text)}
      </Text>
      {!note.isWithdrawn && (
        <Button
          size="compact-xs"
          variant="default"
          flex="none"
          loading={withdrawing.busy}
          onClick={() => {
            withdrawing.run(note.id);
          }}
        >
          {texts.undo}
        </Button>
      )}
    </Group>
  );
}

type Said = 'withdrawn' | 'synced' | 'written';

function saidState({ note }: TakenNote, isSafe: boolean): Said {
  if (note.isWithdrawn) return 'withdrawn';
  return isSafe ? 'synced' : 'written';
}

/** The other lane has the note as well, but its numbers say nothing of it. */
function isSynced({ note, isSynced: was }: TakenNote, session: WindowSession | undefined): boolean {
  if (was) return true;
  return session?.lane === note.lane && (session.traffic?.synced ?? 0) >= note.record;
}
