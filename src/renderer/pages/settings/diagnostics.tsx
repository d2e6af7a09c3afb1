/** The file for somebody who helps: what is in it is listed before it is saved. */
import { Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { DiagnosticsPreview } from '../../../shared/ipc/desktop.ts';
import { bytes } from '../../../shared/format/numbers.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';

const texts = strings.settings.diagnostics;

export function DiagnosticsPanel(): ReactElement {
  const [preview, setPreview] = useState<DiagnosticsPreview | null>(null);
  const [path, setPath] = useState<string | null>(null);
  const collect = useAction(async () => {
    setPath(null);
    setPreview(await answerOf(window.recorder.collectDiagnostics()));
  });
  const save = useAction(async ({ previewId }: DiagnosticsPreview) => {
    setPath(await answerOf(window.recorder.saveDiagnostics(previewId)));
  });
  const error = collect.error ?? save.error;
  return (
    <Paper component="section" aria-labelledby="diagnostics-title">
      <Stack gap="sm">
        <Title order={2} size="h4" id="diagnostics-title">
          {texts.title}
        </Title>
        <Text size="sm" c="dimmed">
          {texts.text}
        </Text>
        <Group>
          <Button
            size="xs"
            variant="default"
            loading={collect.busy}
            onClick={() => {
              collect.run();
            }}
          >
            {texts.collect}
          </Button>
          {preview !== null && (
            <Button
              size="xs"
              loading={save.busy}
              onClick={() => {
                save.run(preview);
              }}
            >
              {texts.save}
            </Button>
          )}
        </Group>
        {error !== null && <ErrorNote error={error} about={strings.common.nothingSaved} />}
        {path !== null && (
          <Text size="sm" role="status">
            {strings.common.savedAs(path)}
          </Text>
        )}
        {preview !== null && (
          <Table fz="sm" withTableBorder>
            <Table.Tbody>
              {preview.entries.map((entry) => (
                <Table.Tr key={entry.name} data-entry={entry.name}>
                  <Table.Td className="break-words">{entry.name}</Table.Td>
                  <Table.Td>{entry.what}</Table.Td>
                  <Table.Td ta="right" className="numbers">
                    {bytes(entry.bytes)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Paper>
  );
}
