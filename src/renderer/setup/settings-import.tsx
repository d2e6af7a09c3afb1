/** Settings that were exported on another computer: looked at, then taken over. */
import { Alert, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconFileImport, IconKey } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { SettingsPreview } from '../../shared/ipc/desktop.ts';
import { strings } from '../../shared/strings/strings.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { answerOf } from '../state/call.ts';
import { useAction } from '../state/use-action.ts';

const texts = strings.setup.import.settings;

export function SettingsImport({ onImported }: { readonly onImported: () => void }): ReactElement {
  const [preview, setPreview] = useState<SettingsPreview | null>(null);
  const choose = useAction(async () => {
    const chosen = await answerOf(window.recorder.chooseSettingsFile());
    if (chosen !== null) setPreview(chosen);
  });
  const take = useAction(async (shown: SettingsPreview) => {
    await answerOf(window.recorder.importSettings(shown.importId));
    setPreview(null);
    onImported();
  });
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm" maw={540}>
          {texts.intro}
        </Text>
        <Button
          variant="default"
          leftSection={<IconFileImport size={16} aria-hidden />}
          loading={choose.busy}
          onClick={() => {
            choose.run();
          }}
        >
          {texts.choose}
        </Button>
      </Group>
      {choose.error !== null && (
        <ErrorNote error={choose.error} about={strings.common.fileNotRead} />
      )}
      {preview !== null && (
        <>
          <Text size="sm" className="clip">
            {texts.writtenBy(preview.path, preview.exportedBy)}
          </Text>
          {preview.rows.length === 0 ? (
            <Text size="sm">{texts.noChange}</Text>
          ) : (
            <Changes preview={preview} />
          )}
          {preview.withoutSecrets.length > 0 && (
            <Alert color="blue" variant="light" icon={<IconKey aria-hidden />}>
              <Text size="sm">{texts.withoutSecrets(preview.withoutSecrets)}</Text>
            </Alert>
          )}
          {take.error !== null && (
            <ErrorNote error={take.error} about={strings.common.nothingImported} />
          )}
          <Group justify="flex-end">
            <Button
              disabled={preview.rows.length === 0}
              loading={take.busy}
              onClick={() => {
                take.run(preview);
              }}
            >
              {texts.take}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

function Changes({ preview }: { readonly preview: SettingsPreview }): ReactElement {
  return (
    <Table striped withTableBorder fz="sm" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{texts.setting}</Table.Th>
          <Table.Th>{texts.now}</Table.Th>
          <Table.Th>{texts.after}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {preview.rows.map(({ name, now, after }) => (
          <Table.Tr key={name} data-change={name}>
            <Table.Td>{name}</Table.Td>
            <Table.Td className="break-words">{now === '' ? texts.nothing : now}</Table.Td>
            <Table.Td className="break-words">{after === '' ? texts.nothing : after}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
