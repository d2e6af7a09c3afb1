/** One session: how its recording stands, what is sent and was sent, who is there, and what was noted. */
import { IconInbox } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { NothingYet } from '../../parts/nothing-yet.tsx';
import { Page } from '../../parts/page.tsx';
import type { SessionPart } from '../../state/navigation.ts';
import { useSessionHead } from '../../state/recorder-store.ts';
import { OpenSession } from './open-session.tsx';

interface SessionPageProps {
  readonly sessionId: string;
  /** What is looked at first. */
  readonly first: SessionPart;
}

export function SessionPage({ sessionId, first }: SessionPageProps): ReactElement {
  const session = useSessionHead(sessionId);
  if (session === undefined) {
    return (
      <Page title={strings.common.session}>
        <NothingYet
          icon={IconInbox}
          title={strings.session.unknown}
          text={strings.session.unknownThen}
        />
      </Page>
    );
  }
  return <OpenSession session={session} first={first} />;
}
