/** What the main process says of newer versions: one view, replaced whole. */
import { create } from 'zustand';
import type { UpdateView } from '../../shared/ipc/updates.ts';
import { answerOf } from './call.ts';

interface UpdateState {
  readonly view: UpdateView;
  /** Whether something was pushed: what is fetched later is older. */
  readonly isPushed: boolean;
}

export const useUpdates = create<UpdateState>(() => ({
  view: { isPossible: false, isWanted: true, state: 'idle', version: null },
  isPushed: false,
}));

/** Subscribes first and fetches then, so that nothing between the two is missed. */
export function startUpdateStore(): void {
  window.recorder.onUpdate((view) => {
    useUpdates.setState({ view, isPushed: true });
  });
  void answerOf(window.recorder.updates()).then((view) => {
    if (!useUpdates.getState().isPushed) useUpdates.setState({ view });
  });
}
