/** Before people arrive: one button that looks at every part, each failure with its fix. */
import { Button, Group, Stack } from '@mantine/core';
import { IconChecklist, IconPlayerStop } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { NothingYet } from '../../parts/nothing-yet.tsx';
import { Page } from '../../parts/page.tsx';
import { answerOf } from '../../state/call.ts';
import { usePreflight } from '../../state/preflight-store.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { useAction } from '../../state/use-action.ts';
import { checkVerdict } from './check-words.ts';
import { CheckSteps } from './check-steps.tsx';
import { RoundTrip } from './round-trip.tsx';
import { Verdict } from './verdict.tsx';

const texts = strings.check;

export function Check(): ReactElement {
  const { check, roundTrip } = usePreflight(({ view }) => view);
  const isRecorderRunning = useRecorder(({ snapshot }) => snapshot?.engine.state === 'running');
  const begin = useAction(async () => {
    await answerOf(window.recorder.beginPreflight());
  });
  const cancel = useAction(async () => {
    await answerOf(window.recorder.cancelPreflight());
  });
  const isChecking = check?.state === 'running';
  const isTrying = roundTrip?.state === 'running';
  const verdict = check === null ? null : checkVerdict(check);
  return (
    <Page title={strings.pages.check} hint={texts.hint}>
      <Stack gap="md" maw={880}>
        <Group gap="md">
          <Button
            size="lg"
            leftSection={<IconChecklist size={22} aria-hidden />}
            loading={isChecking || begin.busy}
            disabled={isTrying}
            onClick={() => {
              begin.run();
            }}
          >
            {check === null ? texts.begin : texts.again}
          </Button>
          {(isChecking || isTrying) && (
            <Button
              variant="default"
              leftSection={<IconPlayerStop size={16} aria-hidden />}
              loading={cancel.busy}
              onClick={() => {
                cancel.run();
              }}
            >
              {isTrying ? texts.cancelRoundTrip : strings.common.cancel}
            </Button>
          )}
          {check !== null && verdict !== null && (
            <Verdict text={verdict} isGood={check.steps.every(({ state }) => state === 'ok')} />
          )}
        </Group>
        {begin.error !== null && <ErrorNote error={begin.error} about={texts.notBegun} />}
        {check === null ? (
          <NothingYet icon={IconChecklist} title={texts.never.title} text={texts.never.text} />
        ) : (
          <CheckSteps steps={check.steps} isOver={!isChecking} />
        )}
        {isRecorderRunning && <RoundTrip view={roundTrip} isBusy={isChecking} />}
      </Stack>
    </Page>
  );
}
