import { Alert, List, Stack, Table, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { EnvPreview } from '../../shared/ipc/setup.ts';
import { strings } from '../../shared/strings/strings.ts';

const words = strings.setup.import.env;

export function EnvPreviewTable({ preview }: { readonly preview: EnvPreview }): ReactElement {
  return (
    <Stack gap="sm">
      <Text size="sm" className="clip">
        {preview.path}
      </Text>
      {preview.problems.length > 0 && (
        <Notes colour="orange" title={words.problems} texts={preview.problems} />
      )}
      {preview.warnings.length > 0 && (
        <Notes colour="blue" title={words.warnings} texts={preview.warnings} />
      )}
      <Table.ScrollContainer minWidth={560} maxHeight={340}>
        <Table striped withTableBorder stickyHeader fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.inFile}</Table.Th>
              <Table.Th>{words.goesTo}</Table.Th>
              <Table.Th>{words.value}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.rows.map((row) => (
              <Table.Tr key={row.name}>
                <Table.Td ff="monospace" fz="xs">
                  {row.name}
                </Table.Td>
                <Table.Td>{row.goesTo}</Table.Td>
                <Table.Td {...(row.secret ? { c: 'dimmed' } : {})}>
                  {row.secret ? words.notShown : row.value}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

interface NotesProps {
  readonly colour: string;
  readonly title: string;
  readonly texts: readonly string[];
}

function Notes({ colour, title, texts }: NotesProps): ReactElement {
  const Symbol = colour === 'orange' ? IconAlertTriangle : IconInfoCircle;
  return (
    <Alert color={colour} variant="light" title={title} icon={<Symbol aria-hidden />}>
      <List size="sm">
        {texts.map((text) => (
          <List.Item key={text}>{text}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
