/** N opens a line for a note, 1 to 9 drop markers; nowhere else than on the page, and not in a field. */
import { useEffect, useRef } from 'react';
import { MARKER_CATEGORY, type Markers } from '../../../../shared/notes.ts';
import type { Notes } from './use-notes.ts';

export function useNoteKeys(notes: Notes, markers: Markers | null, isOn: boolean): void {
  const latest = useRef({ notes, markers });
  latest.current = { notes, markers };
  useEffect(() => {
    if (!isOn) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event)) return;
      const { notes: now, markers: texts } = latest.current;
      if (event.key === 'n' || event.key === 'N') {
        event.preventDefault();
        now.open(event.timeStamp);
      } else if (/^[1-9]$/.test(event.key)) {
        const text = texts?.[Number(event.key) - 1] ?? '';
        if (text === '') return;
        const marker = { text, category: MARKER_CATEGORY, key: event.key };
        now.taking.run({ ...marker, pressedAt: event.timeStamp });
      }
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
    };
  }, [isOn]);
}

/** Into a field, or into a dialog or menu, whose keys are their own. */
function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input,textarea,select,[role="dialog"],[role="menu"]') !== null
  );
}
