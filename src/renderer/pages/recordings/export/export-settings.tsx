/** What can be set for the chosen format. */
import { Checkbox, Select, Stack, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../../../shared/strings/strings.ts';
import { settingsOf, startChoices, type ExportForm } from './export-form.ts';

interface ExportSettingsProps {
  readonly form: ExportForm;
  /** How many of SyncFlow's own recordings of sound and picture are known. */
  readonly videos: number;
  readonly onChange: (part: Partial<ExportForm>) => void;
}

const texts = strings.exports.settings;

const starts = startChoices.map((value) => ({ value, label: texts.starts[value] }));

export function ExportSettings(props: ExportSettingsProps): ReactElement | null {
  const { form, videos, onChange } = props;
  const can = settingsOf[form.format];
  if (!can.table && !can.streams && !can.start) return null;
  return (
    <Stack gap="xs">
      {can.table && (
        <>
          <Checkbox
            label={texts.flatten}
            description={texts.flattenHint}
            checked={form.flatten}
            onChange={(event) => {
              onChange({ flatten: event.currentTarget.checked });
            }}
          />
          <Checkbox
            label={texts.spreadsheetSafe}
            description={texts.spreadsheetSafeHint}
            checked={form.spreadsheetSafe}
            onChange={(event) => {
              onChange({ spreadsheetSafe: event.currentTarget.checked });
            }}
          />
        </>
      )}
      {can.streams && (
        <Checkbox
          label={texts.streamParts}
          description={texts.streamPartsHint}
          checked={form.streamParts}
          onChange={(event) => {
            onChange({ streamParts: event.currentTarget.checked });
          }}
        />
      )}
      {can.start && (
        <Select
          label={texts.start}
          data={starts.filter(({ value }) => value !== 'video' || videos > 0)}
          value={form.start}
          allowDeselect={false}
          onChange={(start) => {
            if (start !== null) onChange({ start });
          }}
        />
      )}
      {can.start && form.start === 'time' && (
        <TextInput
          type="datetime-local"
          step={1}
          aria-label={texts.startAt}
          value={form.startAt}
          onChange={(event) => {
            onChange({ startAt: event.currentTarget.value });
          }}
        />
      )}
    </Stack>
  );
}
