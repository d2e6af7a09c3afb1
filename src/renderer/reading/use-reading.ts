/** One recording being read from the disk: opened with a filter, closed when the window turns away. */
import { useEffect, useState } from 'react';
import type { ErrorView } from '../../shared/errors.ts';
import type { ReadFilter, ReadingView } from '../../shared/ipc/reading.ts';
import { answerOf, errorViewOf } from '../state/call.ts';

export interface OpenReading {
  /** Null until it is opened. */
  readonly readingId: number | null;
  readonly view: ReadingView | null;
  /** Why it could not be opened. */
  readonly error: ErrorView | null;
}

const nothing: OpenReading = { readingId: null, view: null, error: null };

export function useReading(recordingId: string, filter: ReadFilter): OpenReading {
  const [open, setOpen] = useState<OpenReading>(nothing);
  const key = JSON.stringify(filter);
  useEffect(() => {
    let wanted = true;
    let mine: number | null = null;
    /** What was told before the answer came that names the reading. */
    const early = new Map<number, ReadingView>();
    const off = window.recorder.onReading((view) => {
      if (mine === null) early.set(view.readingId, view);
      else if (mine === view.readingId) setOpen((now) => ({ ...now, view }));
    });
    const close = (readingId: number): void => {
      answerOf(window.recorder.closeReading(readingId)).catch(() => undefined);
    };
    answerOf(window.recorder.openReading(recordingId, filter))
      .then((readingId) => {
        if (!wanted) {
          close(readingId);
          return;
        }
        mine = readingId;
        setOpen({ readingId, view: early.get(readingId) ?? null, error: null });
      })
      .catch((thrown: unknown) => {
        if (wanted) setOpen({ ...nothing, error: errorViewOf(thrown) });
      });
    return () => {
      wanted = false;
      off();
      if (mine !== null) close(mine);
    };
    // The filter is its key.
  }, [recordingId, key]);
  return open;
}
