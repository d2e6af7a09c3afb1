/** For screen readers: changes of state, never messages. */
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
import { useRecorder } from '../state/recorder-store.ts';
import { isLive, lightOf } from '../state/recording-light.ts';
import { useNow } from '../state/use-now.ts';

export function Announcer(): ReactElement {
  const { snapshot, receivedAt } = useRecorder();
  const now = useNow();
  const known = useRef(new Map<string, string>());
  const [text, setText] = useState('');
  useEffect(() => {
    const changed: string[] = [];
    for (const session of (snapshot?.sessions ?? []).filter(isLive)) {
      const { word } = lightOf(session, now, now - receivedAt);
      if (known.current.get(session.sessionId) === word) continue;
      known.current.set(session.sessionId, word);
      changed.push(strings.shell.announce.session(session.name, word));
    }
    if (changed.length > 0) setText(changed.join(' '));
  }, [snapshot, receivedAt, now]);
  return (
    <div className="hidden-words" role="status" aria-live="polite">
      {text}
    </div>
  );
}
