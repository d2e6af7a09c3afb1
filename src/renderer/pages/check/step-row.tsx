/** One step: its state as icon and word, what was found, and how long it took. */
import { Box, Group, Loader, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  type Icon,
} from '@tabler/icons-react';
import type { ReactElement, ReactNode } from 'react';
import type { StepState } from '../../../shared/ipc/preflight.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { sentence } from '../../../shared/format/sentence.ts';

const texts = strings.check;

const looks: Readonly<
  Record<Exclude<StepState, 'running'>, { readonly icon: Icon; readonly colour: string }>
> = {
  waiting: { icon: IconCircleDashed, colour: 'gray-6' },
  ok: { icon: IconCircleCheck, colour: 'teal-6' },
  failed: { icon: IconAlertTriangle, colour: 'orange-6' },
  skipped: { icon: IconCircleMinus, colour: 'gray-6' },
};

interface StepRowProps {
  readonly id: string;
  readonly name: string;
  readonly state: StepState;
  /** Instead of the usual word for the state. */
  readonly word?: string;
  readonly detail: string | null;
  readonly tookMs: number | null;
  /** What stands below it when it failed. */
  readonly failure: ReactNode;
}

export function StepRow(props: StepRowProps): ReactElement {
  const { id, name, state, word, detail, tookMs, failure } = props;
  return (
    <Box component="li" data-step={id} data-step-state={state} py={6}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <StateMark state={state} />
        <Box flex={1} miw={0}>
          <Group gap="sm" wrap="nowrap" justify="space-between">
            <Text size="sm" fw={600} className="clip">
              {name}
            </Text>
            <Text size="sm" c="dimmed" flex="none" className="numbers">
              {texts.stateAndTime(
                word ?? texts.states[state],
                tookMs === null ? null : timeTaken(tookMs),
              )}
            </Text>
          </Group>
          {detail !== null && (
            <Text size="sm" c="dimmed" className="break-words">
              {sentence(detail)}
            </Text>
          )}
          {failure !== null && <Box mt={6}>{failure}</Box>}
        </Box>
      </Group>
    </Box>
  );
}

function StateMark({ state }: { readonly state: StepState }): ReactElement {
  if (state === 'running') return <Loader size={18} mt={2} aria-hidden />;
  const { icon: Symbol, colour } = looks[state];
  return (
    <Box flex="none" pt={1} aria-hidden>
      <Symbol size={20} color={`var(--mantine-color-${colour})`} />
    </Box>
  );
}

function timeTaken(ms: number): string {
  return ms < 100 ? texts.milliseconds(ms) : texts.seconds(ms);
}
