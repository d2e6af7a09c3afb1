/** What is to be made of a recording, for which program. The work goes on when this is closed. */
import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import { exportFormats, type ExportFormat } from '../../../../shared/ipc/exports.ts';
import type { WindowRecording } from '../../../../shared/ipc/recordings.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { answerOf } from '../../../state/call.ts';
import { useAction } from '../../../state/use-action.ts';
import { ExportFilters } from './export-filters.tsx';
import { emptyForm, optionsOf, type ExportForm } from './export-form.ts';
import { ExportSettings } from './export-settings.tsx';
import styles from './export.module.css';

const texts = strings.exports.dialog;

interface ExportDialogProps {
  readonly recording: WindowRecording;
  readonly opened: boolean;
  readonly onClose: () => void;
}

const shown: readonly ExportFormat[] = ['csv', 'parquet', 'vtt', 'events', 'jsonl', 'daemon'];

export function ExportDialog({ recording, opened, onClose }: ExportDialogProps): ReactElement {
  const [form, setForm] = useState<ExportForm>(emptyForm);
  const ordered = optionsOf(form);
  const change = (part: Partial<ExportForm>): void => {
    setForm((now) => ({ ...now, ...part }));
  };
  const begin = useAction(async () => {
    if (typeof ordered === 'string') return;
    const jobId = await answerOf(window.recorder.beginExport(recording.recordingId, ordered));
    if (jobId !== null) onClose();
  });
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={texts.title}
      closeButtonProps={{ 'aria-label': strings.common.close }}
      transitionProps={{ duration: 0 }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          begin.run();
        }}
      >
        <Stack gap="md">
          <Radio.Group
            aria-label={texts.what}
            value={form.format}
            onChange={(format) => {
              const known = exportFormats.find((one) => one === format);
              if (known !== undefined) change({ format: known });
            }}
          >
            <div className={styles['formats']}>
              {shown.map((format) => (
                <Format key={format} format={format} />
              ))}
            </div>
          </Radio.Group>
          <ExportSettings form={form} videos={recording.videos} onChange={change} />
          <ExportFilters form={form} recording={recording} onChange={change} />
          {typeof ordered === 'string' && (
            <Text size="sm" role="alert">
              {ordered}
            </Text>
          )}
          {begin.error !== null && (
            <ErrorNote error={begin.error} about={texts.notBegun} action={<></>} />
          )}
          <Group justify="space-between" className={styles['foot'] ?? ''}>
            <Text size="xs" c="dimmed" flex={1}>
              {texts.isSafe}
            </Text>
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                {strings.common.close}
              </Button>
              <Button type="submit" loading={begin.busy} disabled={typeof ordered === 'string'}>
                {texts.chooseWhere}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Format({ format }: { readonly format: ExportFormat }): ReactElement {
  const { name, use } = strings.exports.formats[format];
  return (
    <label className={styles['format']}>
      <Radio value={format} aria-label={name} />
      <span>
        <Text size="sm" fw={600} component="span" display="block">
          {name}
        </Text>
        <Text size="xs" c="dimmed" component="span" display="block">
          {use}
        </Text>
      </span>
    </label>
  );
}
