/** What can be set for the chosen format. */
import { Checkbox, Select, Stack, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import { settingsOf, type ExportForm, type StartChoice } from './export-form.ts';

interface ExportSettingsProps {
  readonly form: ExportForm;
  /** How many of SyncFlow's own recordings of sound and picture are known. */
  readonly videos: number;
  readonly onChange: (part: Partial<ExportForm>) => void;
}

const starts: readonly { readonly value: StartChoice; readonly label: string }[] = [
  { value: 'session', label: 'when the session began' },
  { value: 'recording', label: 'when the recorder began' },
  { value: 'video', label: 'when the first video of the session began' },
  { value: 'time', label: 'at this time:' },
];

export function ExportSettings(props: ExportSettingsProps): ReactElement | null {
  const { form, videos, onChange } = props;
  const can = settingsOf[form.format];
  if (!can.table && !can.streams && !can.start) return null;
  return (
    <Stack gap="xs">
      {can.table && (
        <>
          <Checkbox
            label="A column for each value in JSON messages"
            description="Reads the recording twice. The message itself stays in its own column."
            checked={form.flatten}
            onChange={(event) => {
              onChange({ flatten: event.currentTarget.checked });
            }}
          />
          <Checkbox
            label="Make formulas harmless, for looking at it in a spreadsheet"
            description="Puts an apostrophe before texts like =1+1. This changes data: leave it off for analysis."
            checked={form.spreadsheetSafe}
            onChange={(event) => {
              onChange({ spreadsheetSafe: event.currentTarget.checked });
            }}
          />
        </>
      )}
      {can.streams && (
        <Checkbox
          label="Each packet of a stream by itself"
          description="Otherwise a stream or a file that was sent is one message."
          checked={form.streamParts}
          onChange={(event) => {
            onChange({ streamParts: event.currentTarget.checked });
          }}
        />
      )}
      {can.start && (
        <Select
          label="Time is counted from"
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
          aria-label="Time is counted from this moment"
          value={form.startAt}
          onChange={(event) => {
            onChange({ startAt: event.currentTarget.value });
          }}
        />
      )}
    </Stack>
  );
}
