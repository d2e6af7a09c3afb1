/** Which part of a recording is exported; all of it when nothing is chosen. */
import { Accordion, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { ReactElement } from 'react';
import type { WindowRecording } from '../../../../shared/ipc/recordings.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import { isSent, kindWord } from '../../../reading/reading-words.ts';
import { settingsOf, type ExportForm } from './export-form.ts';

const texts = strings.exports.part;
const words = strings.messages;

interface ExportFiltersProps {
  readonly form: ExportForm;
  readonly recording: WindowRecording;
  readonly onChange: (part: Partial<ExportForm>) => void;
}

export function ExportFilters({ form, recording, onChange }: ExportFiltersProps): ReactElement {
  const { participants, topics, kinds } = recording;
  const can = settingsOf[form.format];
  const chosen = [form.participant, form.topic, can.kind ? form.kind : null];
  const isAll = chosen.every((one) => one === null) && form.from === '' && form.to === '';
  return (
    <Accordion variant="contained" chevronPosition="left">
      <Accordion.Item value="part">
        <Accordion.Control>{isAll ? texts.all : texts.some}</Accordion.Control>
        <Accordion.Panel>
          <SimpleGrid cols={2} spacing="xs">
            <Select
              label={words.from}
              placeholder={words.fromAll}
              clearable
              searchable
              limit={200}
              data={[...new Set(participants.map(({ name }) => name))]}
              value={form.participant}
              onChange={(participant) => {
                onChange({ participant });
              }}
            />
            <Select
              label={words.topic}
              placeholder={words.allTopics}
              clearable
              searchable
              limit={200}
              data={[...topics]}
              value={form.topic}
              onChange={(topic) => {
                onChange({ topic });
              }}
            />
            <Moment
              label={texts.notBefore}
              value={form.from}
              onChange={(from) => {
                onChange({ from });
              }}
            />
            <Moment
              label={texts.notAfter}
              value={form.to}
              onChange={(to) => {
                onChange({ to });
              }}
            />
            {can.kind && (
              <Select
                label={words.kind}
                placeholder={texts.usualKinds}
                clearable
                data={kinds.filter(isSent).map((value) => ({ value, label: kindWord(value) }))}
                value={form.kind}
                onChange={(kind) => {
                  onChange({ kind });
                }}
              />
            )}
          </SimpleGrid>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

interface MomentProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Moment({ label, value, onChange }: MomentProps): ReactElement {
  return (
    <TextInput
      type="datetime-local"
      step={1}
      label={label}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
      }}
    />
  );
}
