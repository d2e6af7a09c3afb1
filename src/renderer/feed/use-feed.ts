/** The feed of one recording: subscribed while the page is open, frozen and resumed by the person. */
import { useEffect, useRef, useState } from 'react';
import type { FeedRow } from '../../shared/capture-protocol.ts';
import { FeedBuffer } from './feed-buffer.ts';
import type { FeedChoices } from './feed-filter.ts';

export interface FeedView {
  /** What to show: everything held, or what was held when it was frozen. */
  readonly rows: readonly FeedRow[];
  readonly frozen: boolean;
  /** Messages that came since it was frozen, shown or not. */
  readonly newSinceFrozen: number;
  readonly received: number;
  readonly skipped: number;
  readonly dropped: number;
  readonly choices: FeedChoices;
}

interface Frozen {
  readonly rows: readonly FeedRow[];
  readonly seen: number;
}

export interface Feed extends FeedView {
  readonly freeze: () => void;
  readonly resume: () => void;
}

export function useFeed(recordingId: string | null): Feed {
  const buffer = useRef(new FeedBuffer());
  const [frozen, setFrozen] = useState<Frozen | null>(null);
  const [, setVersion] = useState(0);
  useEffect(() => {
    const held = buffer.current;
    held.clear();
    setFrozen(null);
    const end = window.recorder.onFeed((batch) => {
      if (batch.recordingId !== recordingId) return;
      held.append(batch.rows, batch.skipped);
      setVersion((version) => version + 1);
    });
    void window.recorder.watchFeed(recordingId);
    return () => {
      end();
      void window.recorder.watchFeed(null);
    };
  }, [recordingId]);
  const { received, skipped, dropped, choices } = buffer.current;
  const seen = received + skipped;
  return {
    rows: frozen?.rows ?? buffer.current.rows,
    frozen: frozen !== null,
    newSinceFrozen: frozen === null ? 0 : seen - frozen.seen,
    received,
    skipped,
    dropped,
    choices,
    freeze: () => {
      setFrozen((known) => known ?? { rows: buffer.current.rows, seen });
    },
    resume: () => {
      setFrozen(null);
    },
  };
}
