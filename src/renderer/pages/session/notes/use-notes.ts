/** Taking notes of one session: the line that is open, what was taken last, and what went wrong. */
import { useState } from 'react';
import type { NoteOrder, TakenNote } from '../../../../shared/notes.ts';
import { answerOf } from '../../../state/call.ts';
import { useAction, type Action } from '../../../state/use-action.ts';

export interface Notes {
  /** When the key was pressed that opened the line, by `performance.now`; null: it is closed. */
  readonly openedAt: number | null;
  /** Unix milliseconds of the same. */
  readonly openedTime: number;
  readonly open: (pressedAt: number) => void;
  readonly close: () => void;
  /** Read back from the journal. */
  readonly last: TakenNote | null;
  readonly taking: Action<[WantedNote]>;
  readonly withdrawing: Action<[string]>;
}

export interface WantedNote extends Omit<NoteOrder, 'ageMs'> {
  /** By `performance.now`. */
  readonly pressedAt: number;
}

export function useNotes(sessionId: string): Notes {
  const [opened, setOpened] = useState<{ at: number; time: number } | null>(null);
  const [last, setLast] = useState<TakenNote | null>(null);
  const taking = useAction(async ({ pressedAt, ...note }: WantedNote) => {
    const ageMs = Math.max(0, performance.now() - pressedAt);
    setLast(await answerOf(window.recorder.takeNote(sessionId, { ...note, ageMs })));
    // The line stays open, with its text, when this fails.
    if (note.key === undefined) setOpened(null);
  });
  const withdrawing = useAction(async (noteId: string) => {
    const gone = await answerOf(window.recorder.withdrawNote(sessionId, noteId));
    setLast((known) => (known?.note.id === noteId ? gone : known));
  });
  return {
    openedAt: opened?.at ?? null,
    openedTime: opened?.time ?? 0,
    open: (pressedAt) => {
      const time = performance.timeOrigin + pressedAt;
      setOpened((known) => known ?? { at: pressedAt, time });
    },
    close: () => {
      setOpened(null);
    },
    last,
    taking,
    withdrawing,
  };
}
