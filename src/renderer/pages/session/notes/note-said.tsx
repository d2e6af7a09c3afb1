/** What became of the last note: written, and then safe on disk; with the way to take it back. */
import { Button, Group, Text } from '@mantine/core';
import { IconCircleCheck, IconClock, IconPencilOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowSession } from '../../../../shared/ipc/views.ts';
import type { TakenNote } from '../../../../shared/notes.ts';
import { nanosTime } from '../../../../shared/format/times.ts';
import { ErrorNote } from '../../../parts/error-note.tsx';
import type { Notes } from './use-notes.ts';

interface NoteSaidProps {
  readonly notes: Notes;
  readonly session: WindowSession;
}

export function NoteSaid({ notes, session }: NoteSaidProps): ReactElement | null {
  const { last, taking, withdrawing } = notes;
  const error = taking.error ?? withdrawing.error;
  if (error !== null) {
    return (
      <ErrorNote
        error={error}
        about="The note is not in the recording"
        safety="What the devices send is recorded all the same."
      />
    );
  }
  if (taking.busy) {
    return (
      <Text size="sm" role="status">
        Noting…
      </Text>
    );
  }
  if (last === null) return null;
  const { note } = last;
  const isSafe = isSynced(last, session);
  const Symbol = note.isWithdrawn ? IconPencilOff : isSafe ? IconCircleCheck : IconClock;
  return (
    <Group gap="xs" wrap="nowrap" data-note-said={saidState(last, isSafe)}>
      <Symbol size={16} style={{ flex: 'none' }} aria-hidden />
      <Text size="sm" className="clip" role="status">
        {nanosTime(note.pressed)} “{note.text}” {saidWords(last, isSafe)}
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
          Undo
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

function saidWords(taken: TakenNote, isSafe: boolean): string {
  switch (saidState(taken, isSafe)) {
    case 'withdrawn':
      return 'is withdrawn. The recording keeps both, exports leave it out.';
    case 'synced':
      return 'is noted, safe on disk.';
    case 'written':
      return 'is noted, written to disk.';
  }
}

/** The other lane has the note as well, but its numbers say nothing of it. */
function isSynced({ note, isSynced: was }: TakenNote, { lane, traffic }: WindowSession): boolean {
  return was || (lane === note.lane && traffic !== null && traffic.synced >= note.record);
}
