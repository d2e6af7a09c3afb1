/** Messages a second of each session over the last minute, as this window has seen them. */
import { create } from 'zustand';
import type { WindowSnapshot } from '../../shared/ipc/views.ts';

export const RATE_SAMPLES = 60;
const EVERY_MS = 1000;

interface RateHistory {
  readonly at: number;
  readonly bySession: ReadonlyMap<string, readonly number[]>;
}

export const useRateHistory = create<RateHistory>(() => ({ at: 0, bySession: new Map() }));

/** Takes one sample a second; sessions that are gone are forgotten. */
export function sampleRates({ at, sessions }: Pick<WindowSnapshot, 'at' | 'sessions'>): void {
  const { at: before, bySession } = useRateHistory.getState();
  if (at - before < EVERY_MS) return;
  const next = new Map<string, readonly number[]>();
  for (const { sessionId, traffic } of sessions) {
    if (traffic === null) continue;
    const known = bySession.get(sessionId) ?? [];
    next.set(sessionId, [...known, traffic.messagesPerSecond].slice(-RATE_SAMPLES));
  }
  useRateHistory.setState({ at, bySession: next });
}
