/** A test session from its beginning to the bucket, after asking. */
import { Box, Button, Group, List, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { RoundTripView } from '../../../shared/ipc/preflight.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { useAction } from '../../state/use-action.ts';
import { roundTripVerdict } from './check-words.ts';
import { StepRow } from './step-row.tsx';
import { Verdict } from './verdict.tsx';

const texts = strings.check.roundTrip;

interface RoundTripProps {
  readonly view: RoundTripView | null;
  /** A check runs. */
  readonly isBusy: boolean;
}

export function RoundTrip({ view, isBusy }: RoundTripProps): ReactElement | null {
  const snapshot = useRecorder((state) => state.snapshot);
  const projects = snapshot?.projects.filter(({ kind }) => kind === 'syncflow') ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [asked, setAsked] = useState(false);
  const project = projects.find(({ projectId }) => projectId === chosen) ?? projects[0];
  const begin = useAction(async (projectId: string) => {
    await answerOf(window.recorder.beginRoundTrip(projectId));
    setAsked(false);
  });
  if (project === undefined) return null;
  const keep = (): void => {
    begin.clear();
    setAsked(false);
  };
  return (
    <Paper component="section" aria-label={texts.title} p="md">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Box miw={0}>
            <Title order={2} size="h5">
              {texts.title}
            </Title>
            <Text size="sm" c="dimmed" maw={560}>
              {texts.hint}
            </Text>
          </Box>
          <Group gap="xs" wrap="nowrap" flex="none">
            {projects.length > 1 && (
              <Select
                aria-label={texts.project}
                size="xs"
                w={150}
                allowDeselect={false}
                data={projects.map(({ projectId, name }) => ({ value: projectId, label: name }))}
                value={project.projectId}
                onChange={setChosen}
              />
            )}
            <Button
              size="xs"
              variant="default"
              disabled={isBusy || view?.state === 'running'}
              onClick={() => {
                setAsked(true);
              }}
            >
              {texts.open}
            </Button>
          </Group>
        </Group>
        {view !== null && <Outcome view={view} />}
      </Stack>
      <Confirm
        opened={asked}
        title={texts.question}
        keepLabel={strings.common.notNow}
        doLabel={texts.begin}
        busy={begin.busy}
        error={begin.error}
        onKeep={keep}
        onDo={() => {
          begin.run(project.projectId);
        }}
      >
        <List size="sm" spacing={4}>
          {texts.consequences(project.name).map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
      </Confirm>
    </Paper>
  );
}

function Outcome({ view }: { readonly view: RoundTripView }): ReactElement {
  const verdict = roundTripVerdict(view);
  const isGood = view.steps.every(({ state }) => state === 'ok');
  return (
    <>
      <Box component="ol" className="plain-list" data-round-trip={view.state}>
        {view.steps.map(({ part, state, detail, error, tookMs }) => (
          <StepRow
            key={part}
            {...{ id: part, state, detail, tookMs }}
            name={strings.check.parts[part]}
            {...(state === 'ok' ? { word: strings.check.done } : {})}
            failure={
              error === null || error.code === 'cancelled' ? null : <ErrorNote error={error} />
            }
          />
        ))}
      </Box>
      {verdict !== null && <Verdict text={verdict} isGood={isGood} />}
      {view.left.length > 0 && (
        <Box data-left>
          <Text size="sm" fw={600}>
            {texts.left}
          </Text>
          <List size="sm" spacing={2}>
            {view.left.map((line) => (
              <List.Item key={line} className="break-words">
                {line}
              </List.Item>
            ))}
          </List>
        </Box>
      )}
    </>
  );
}
