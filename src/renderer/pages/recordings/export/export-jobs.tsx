/** The exports of one recording: how far they are, and what came of them. */
import { ActionIcon, Alert, Button, Group, Paper, Progress, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconFolderOpen, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { ExportJob } from '../../../../shared/ipc/exports.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { answerOf } from '../../../state/call.ts';
import { useExports } from '../../../state/exports-store.ts';
import { useAction } from '../../../state/use-action.ts';
import { nameOfPath, percentOf, progressWords, resultWords } from './export-words.ts';

const texts = strings.exports.job;

/** Of many only the latest: each can be taken off. */
const SHOWN = 4;

export function ExportJobs({ recordingId }: { readonly recordingId: string }): ReactElement | null {
  const jobs = useExports((state) => state.jobs).filter((job) => job.recordingId === recordingId);
  if (jobs.length === 0) return null;
  return (
    <Stack gap="xs" pb="sm">
      {jobs.slice(-SHOWN).map((job) => (
        <Job key={job.jobId} job={job} />
      ))}
    </Stack>
  );
}

function Job({ job }: { readonly job: ExportJob }): ReactElement {
  switch (job.state) {
    case 'waiting':
    case 'running':
      return <Running job={job} />;
    case 'done':
      return <Done job={job} />;
    case 'cancelled':
      return (
        <Paper px="sm" py={6} data-export="cancelled">
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm" role="status">
              {texts.cancelled(job.format)}
            </Text>
            <Forget job={job} />
          </Group>
        </Paper>
      );
    case 'failed':
      return (
        <div data-export="failed">
          {job.error !== null && (
            <ErrorNote
              error={job.error}
              about={texts.failed(nameOfPath(job.path))}
              safety={texts.failedIsSafe}
              action={<Forget job={job} />}
            />
          )}
        </div>
      );
  }
}

function Running({ job }: { readonly job: ExportJob }): ReactElement {
  const cancel = useAction(async () => {
    await answerOf(window.recorder.cancelExport(job.jobId));
  });
  return (
    <Paper px="sm" py={6} data-export={job.state}>
      <Group wrap="nowrap" justify="space-between">
        <div className="clip">
          <Text size="sm" className="clip" title={job.path}>
            {texts.exporting(nameOfPath(job.path))}
          </Text>
          <Text size="xs" c="dimmed" className="numbers clip">
            {progressWords(job)}
          </Text>
        </div>
        <Button
          size="xs"
          variant="default"
          loading={cancel.busy}
          leftSection={<IconX size={14} aria-hidden />}
          onClick={() => {
            cancel.run();
          }}
        >
          {texts.cancel}
        </Button>
      </Group>
      <Progress
        mt={6}
        size="sm"
        value={percentOf(job)}
        aria-label={texts.exporting(nameOfPath(job.path))}
      />
    </Paper>
  );
}

function Done({ job }: { readonly job: ExportJob }): ReactElement {
  const show = useAction(async () => {
    await answerOf(window.recorder.showExport(job.jobId));
  });
  const [first = '', ...more] = resultWords(job);
  return (
    <Alert
      color={more.length === 0 ? 'teal' : 'yellow'}
      variant="light"
      py="xs"
      icon={<IconCircleCheck aria-hidden />}
      role="status"
      data-export="done"
    >
      <Group wrap="nowrap" justify="space-between">
        <div style={{ minWidth: 0 }}>
          <Text size="sm" className="break-words" title={job.path}>
            <b>{nameOfPath(job.path)}</b> {first}
          </Text>
          {more.map((line) => (
            <Text key={line} size="sm">
              {line}
            </Text>
          ))}
          {show.error !== null && <ErrorNote error={show.error} action={<></>} />}
        </div>
        <Group gap="xs" wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFolderOpen size={14} aria-hidden />}
            onClick={() => {
              show.run();
            }}
          >
            {texts.showInFolder}
          </Button>
          <Forget job={job} />
        </Group>
      </Group>
    </Alert>
  );
}

function Forget({ job }: { readonly job: ExportJob }): ReactElement {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={texts.forget}
      onClick={() => {
        answerOf(window.recorder.forgetExport(job.jobId)).catch(() => undefined);
      }}
    >
      <IconX size={16} />
    </ActionIcon>
  );
}
