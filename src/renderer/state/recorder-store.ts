/** What the main process says of the recorder: one snapshot, replaced whole. */
import { create } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { WindowSession, WindowSnapshot } from '../../shared/ipc/views.ts';
import { answerOf } from './call.ts';
import { sampleRates } from './rate-history.ts';

interface RecorderState {
  readonly snapshot: WindowSnapshot | null;
  /** This window's clock when it came. */
  readonly receivedAt: number;
}

export const useRecorder = create<RecorderState>(() => ({ snapshot: null, receivedAt: 0 }));

/** A session without its figures, which change several times a second. */
export type SessionHead = Omit<WindowSession, 'traffic'>;

/** The same object until something in it changes. */
export function useSessionHead(sessionId: string): SessionHead | undefined {
  return useRecorder(
    useShallow((state) => {
      const session = sessionIn(state, sessionId);
      if (session === undefined) return undefined;
      const { traffic: _traffic, ...head } = session;
      return head;
    }),
  );
}

export function useSession(sessionId: string): WindowSession | undefined {
  return useRecorder((state) => sessionIn(state, sessionId));
}

export function sessionIn(
  { snapshot }: RecorderState,
  sessionId: string,
): WindowSession | undefined {
  return snapshot?.sessions.find((candidate) => candidate.sessionId === sessionId);
}

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
