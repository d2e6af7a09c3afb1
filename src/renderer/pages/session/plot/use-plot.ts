/** The field that is plotted, and its values as they come; goes on while another part of the page is open. */
import { useEffect, useRef, useState } from 'react';
import type { FeedRow } from '../../../../shared/capture-protocol.ts';
import { cleanPath } from '../../../feed/json-leaves.ts';
import { PlotSeries } from './plot-series.ts';

export interface Plot {
  readonly series: PlotSeries | null;
  /** @param held Rows that the feed holds already. */
  readonly choose: (path: string, held: readonly FeedRow[]) => void;
}

export function usePlot(recordingId: string | null): Plot {
  const [series, setSeries] = useState<PlotSeries | null>(null);
  const current = useRef(series);
  current.current = series;
  useEffect(
    () =>
      window.recorder.onFeed((batch) => {
        if (batch.recordingId === recordingId) current.current?.add(batch.rows);
      }),
    [recordingId],
  );
  return {
    series,
    choose: (path, held) => {
      const wanted = cleanPath(path);
      if (wanted === '') {
        setSeries(null);
        return;
      }
      const fresh = new PlotSeries(wanted);
      fresh.add(held);
      setSeries(fresh);
    },
  };
}
