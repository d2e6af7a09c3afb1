import { useState } from 'react';
import type { PingResult } from '../../../shared/ping.ts';
import { answerOf } from '../../state/call.ts';
import { useAction, type Action } from '../../state/use-action.ts';

export interface Ping {
  readonly action: Action<[]>;
  /** Of the last ping while this page was open; null before the first. */
  readonly result: PingResult | null;
}

/** A ping of one session, kept while somebody looks at other parts of its page. */
export function usePing(sessionId: string): Ping {
  const [result, setResult] = useState<PingResult | null>(null);
  const action = useAction(async () => {
    setResult(await answerOf(window.recorder.ping(sessionId)));
  });
  return { action, result };
}
