import { useCallback, useEffect, useState } from 'react';
import type { ErrorView } from '../../../shared/errors.ts';
import type { UploadPage, UploadQuery } from '../../../shared/ipc/recordings.ts';
import { answerOf, errorViewOf } from '../../state/call.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { useNow } from '../../state/use-now.ts';

/** One page of the ledger, read anew each second while it is looked at, and when counts change. */
export function useUploadsPage({ filter, offset, limit, recordingId }: UploadQuery): {
  readonly data: UploadPage | null;
  readonly error: ErrorView | null;
  readonly reload: () => void;
} {
  const [data, setData] = useState<UploadPage | null>(null);
  const [error, setError] = useState<ErrorView | null>(null);
  const running = useRecorder(({ snapshot }) => snapshot?.engine.state === 'running');
  const counts = useRecorder(({ snapshot }) => JSON.stringify(snapshot?.uploads));
  const tick = useNow(1000);
  const reload = useCallback(() => {
    answerOf(window.recorder.uploadsPage({ filter, offset, limit, recordingId }))
      .then((page) => {
        setData(page);
        setError(null);
      })
      .catch((thrown: unknown) => {
        setError(errorViewOf(thrown));
      });
  }, [filter, offset, limit, recordingId]);
  useEffect(() => {
    if (running) reload();
  }, [reload, running, counts, tick]);
  return { data, error, reload };
}
