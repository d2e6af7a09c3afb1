/** The field that is plotted, and its values as they come; goes on while another part of the page is open. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { cleanPath } from '../../../feed/json-leaves.ts';
import type { LiveFeed } from '../../../feed/live-feed.ts';
import { PlotSeries } from './plot-series.ts';

export interface Plot {
  readonly series: PlotSeries | null;
  /** Begins with the rows that the feed holds already. */
  readonly choose: (path: string) => void;
}

export function usePlot(feed: LiveFeed): Plot {
  const [series, setSeries] = useState<PlotSeries | null>(null);
  useEffect(() => {
    if (series === null) return undefined;
    return feed.onRows((rows) => {
      series.add(rows);
    });
  }, [feed, series]);
  const choose = useCallback(
    (path: string) => {
      const wanted = cleanPath(path);
      if (wanted === '') {
        setSeries(null);
        return;
      }
      const fresh = new PlotSeries(wanted);
      fresh.add(feed.held);
      setSeries(fresh);
    },
    [feed],
  );
  return useMemo(() => ({ series, choose }), [series, choose]);
}
