/** For screen readers, whichever page is open: how a check or a round trip ended. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
import { checkVerdict, roundTripVerdict } from '../pages/check/check-words.ts';
import { usePreflight } from '../state/preflight-store.ts';

const texts = strings.shell.announce;

export function CheckAnnouncer(): ReactElement {
  const { check, roundTrip } = usePreflight(({ view }) => view);
  const [text, setText] = useState('');
  const checked = check === null ? null : checkVerdict(check);
  const tried = roundTrip === null ? null : roundTripVerdict(roundTrip);
  const running =
    check?.state === 'running' ? 'check' : roundTrip?.state === 'running' ? 'trip' : null;
  /** What was running when it was last looked at. */
  const last = useRef<typeof running>(null);
  useEffect(() => {
    if (running !== null) {
      setText(running === 'check' ? texts.checkBegun : texts.roundTripBegun);
    } else if (last.current !== null) {
      setText((last.current === 'check' ? checked : tried) ?? '');
    }
    last.current = running;
  }, [running, checked, tried]);
  return (
    <div className="hidden-words" role="status" aria-live="polite">
      {text}
    </div>
  );
}
