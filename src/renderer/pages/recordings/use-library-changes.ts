/** Keeps the list of recordings true: looked at again when a session ends, asked again when it changed. */
import { useCallback, useEffect, useRef } from 'react';
import type { LibraryChoices } from '../../../shared/ipc/library.ts';
import { answerOf } from '../../state/call.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { useAnswer } from '../../state/use-answer.ts';

/** While uploads go on, the list is asked again at most so often. */
const UPLOADS_MS = 1000;

export function useLibraryChanges(reload: () => void): {
  readonly choices: LibraryChoices | null;
  readonly lookAgain: () => void;
} {
  const choices = useAnswer('choices', () => window.recorder.recordingChoices());
  const { reload: reloadChoices } = choices;
  const sessions = useRecorder(({ snapshot }) =>
    JSON.stringify([
      snapshot?.engine.state,
      snapshot?.sessions.map(({ recordingId, phase }) => [recordingId, phase]),
      snapshot?.fetches.length,
    ]),
  );
  const uploads = useRecorder(({ snapshot }) => JSON.stringify(snapshot?.uploads));
  // What comes of it is told by `onRecordings`; what is wrong, by the page of rows that is asked for anyway.
  const lookAgain = useCallback(() => {
    answerOf(window.recorder.refreshRecordings()).catch(() => undefined);
  }, []);
  useEffect(lookAgain, [lookAgain, sessions]);
  useEffect(
    () =>
      window.recorder.onRecordings(() => {
        reload();
        reloadChoices();
      }),
    [reload, reloadChoices],
  );
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const timer = setTimeout(reload, UPLOADS_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [uploads, reload]);
  return { choices: choices.data, lookAgain };
}
