/** What the main process says of exports: one list, replaced whole. */
import { create } from 'zustand';
import type { ExportJob } from '../../shared/ipc/exports.ts';
import { answerOf } from './call.ts';

interface ExportsState {
  readonly jobs: readonly ExportJob[];
  /** Whether something was pushed: what is fetched later is older. */
  readonly isPushed: boolean;
}

export const useExports = create<ExportsState>(() => ({ jobs: [], isPushed: false }));

/** Subscribes first and fetches then, so that nothing between the two is missed. */
export function startExportsStore(): void {
  window.recorder.onExports((jobs) => {
    useExports.setState({ jobs, isPushed: true });
  });
  void answerOf(window.recorder.exports()).then((jobs) => {
    if (!useExports.getState().isPushed) useExports.setState({ jobs });
  });
}
