/** The feed of one recording: subscribed while the page is open. */
import { startTransition, useEffect, useMemo, useState } from 'react';
import { LiveFeed, type FeedView } from './live-feed.ts';

export function useFeed(recordingId: string | null): LiveFeed {
  const feed = useMemo(() => new LiveFeed(recordingId), [recordingId]);
  useEffect(() => {
    const end = window.recorder.onFeed((batch) => {
      feed.take(batch);
    });
    void window.recorder.watchFeed(recordingId);
    return () => {
      end();
      void window.recorder.watchFeed(null);
    };
  }, [feed, recordingId]);
  return feed;
}

/**
 * Drawn anew when this part of the feed changes; with what a person does at once, with what comes when
 * nothing else is to be drawn (React lets the page answer in between).
 * @param pick The same function each time.
 */
export function useFeedPart<T>(feed: LiveFeed, pick: (view: FeedView) => T): T {
  const [part, setPart] = useState(() => pick(feed.view));
  useEffect(() => {
    setPart(() => pick(feed.view));
    return feed.onChange((view, byPerson) => {
      const next = pick(view);
      if (byPerson) setPart(() => next);
      else {
        startTransition(() => {
          setPart(() => next);
        });
      }
    });
  }, [feed, pick]);
  return part;
}
