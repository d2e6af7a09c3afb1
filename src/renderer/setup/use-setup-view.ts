import { useCallback, useEffect, useState } from 'react';
import type { SetupView } from '../../shared/ipc/setup.ts';
import { answerOf } from '../state/call.ts';

/** The present set-up, and how to read it again after something changed it. */
export function useSetupView(): { readonly view: SetupView | null; readonly reload: () => void } {
  const [view, setView] = useState<SetupView | null>(null);
  const reload = useCallback(() => {
    void answerOf(window.recorder.setupView()).then(setView);
  }, []);
  useEffect(reload, [reload]);
  return { view, reload };
}
