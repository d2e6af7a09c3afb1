/** What the main process says of the check before a class: one view, replaced whole. */
import { create } from 'zustand';
import type { PreflightView } from '../../shared/ipc/preflight.ts';
import { answerOf } from './call.ts';

interface PreflightState {
  readonly view: PreflightView;
  /** Whether something was pushed: what is fetched later is older. */
  readonly isPushed: boolean;
}

export const usePreflight = create<PreflightState>(() => ({
  view: { check: null, roundTrip: null },
  isPushed: false,
}));

/** Subscribes first and fetches then, so that nothing between the two is missed. */
export function startPreflightStore(): void {
  window.recorder.onPreflight((view) => {
    usePreflight.setState({ view, isPushed: true });
  });
  void answerOf(window.recorder.preflight()).then((view) => {
    if (!usePreflight.getState().isPushed) usePreflight.setState({ view });
  });
}
