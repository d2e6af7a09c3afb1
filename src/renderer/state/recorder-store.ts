/** What the main process says of the recorder: one snapshot, replaced whole. */
import { create } from 'zustand';
import type { WindowSnapshot } from '../../shared/ipc/views.ts';
import { answerOf } from './call.ts';
import { sampleRates } from './rate-history.ts';

interface RecorderState {
  readonly snapshot: WindowSnapshot | null;
  /** This window's clock when it came. */
  readonly receivedAt: number;
}

export const useRecorder = create<RecorderState>(() => ({ snapshot: null, receivedAt: 0 }));

/** Subscribes first and fetches then, so that nothing between the two is missed. */
export function startRecorderStore(): void {
  const take = (snapshot: WindowSnapshot): void => {
    const known = useRecorder.getState().snapshot;
    if (known !== null && known.at > snapshot.at) return;
    sampleRates(snapshot);
    useRecorder.setState({ snapshot, receivedAt: Date.now() });
  };
  window.recorder.onSnapshot(take);
  void answerOf(window.recorder.snapshot()).then(take);
}
