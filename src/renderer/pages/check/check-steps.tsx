/** The steps of a check, by project: what is ready, and what needs somebody, with the action beside it. */
import { Box, Paper, Stack, Title } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ErrorView } from '../../../shared/errors.ts';
import type { CheckedPart, CheckStep } from '../../../shared/ipc/preflight.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { StepRow } from './step-row.tsx';
import { OpenSettings } from '../../parts/open-settings.tsx';

interface CheckStepsProps {
  readonly steps: readonly CheckStep[];
  /** Nothing changes its place while they are tried. */
  readonly isOver: boolean;
}

export function CheckSteps({ steps, isOver }: CheckStepsProps): ReactElement {
  const groups = new Map<string, CheckStep[]>();
  for (const step of isOver ? failedFirst(steps) : steps) {
    const key = step.project?.id ?? '';
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return (
    <Stack gap="sm">
      {[...groups].map(([key, group]) => {
        const title = group[0]?.project?.name ?? strings.check.thisComputer;
        return (
          <Paper key={key} component="section" aria-label={title} p="md">
            <Title order={2} size="h5" className="clip" mb={4}>
              {title}
            </Title>
            <Box component="ul" className="plain-list">
              {group.map((step) => (
                <StepRow
                  key={step.id}
                  {...step}
                  id={step.part}
                  name={strings.check.parts[step.part]}
                  failure={
                    step.error === null ? null : <Failure part={step.part} error={step.error} />
                  }
                />
              ))}
            </Box>
          </Paper>
        );
      })}
    </Stack>
  );
}

function failedFirst(steps: readonly CheckStep[]): CheckStep[] {
  return [...steps].sort((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'));
}

interface FailureProps {
  readonly part: CheckedPart;
  readonly error: ErrorView;
}

function Failure({ part, error }: FailureProps): ReactElement {
  return <ErrorNote error={error} safety={strings.check.safety[part]} action={<OpenSettings />} />;
}
