import { ActionIcon, Checkbox, Group, Paper, Table, Text, Tooltip } from '@mantine/core';
import { IconRefresh, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowUpload } from '../../../shared/ipc/recordings.ts';
import { plural } from '../../format/numbers.ts';
import { sentence } from '../../parts/error-note.tsx';
import { UploadProgress } from './upload-progress.tsx';
import { UploadStateBadge } from './upload-state-badge.tsx';

interface UploadsTableProps {
  readonly rows: readonly WindowUpload[];
  readonly selected: ReadonlySet<number>;
  readonly onSelect: (selected: ReadonlySet<number>) => void;
  readonly onRetry: (id: number) => void;
  readonly onCancel: (id: number) => void;
}

export function UploadsTable(props: UploadsTableProps): ReactElement {
  const { rows, selected, onSelect } = props;
  const all = rows.length > 0 && rows.every(({ id }) => selected.has(id));
  return (
    <Paper p={0}>
      <Table verticalSpacing="xs" fz="sm" layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={40}>
              <Checkbox
                size="xs"
                aria-label="Select all on this page"
                checked={all}
                onChange={() => {
                  onSelect(new Set(all ? [] : rows.map(({ id }) => id)));
                }}
              />
            </Table.Th>
            <Table.Th w={112}>State</Table.Th>
            <Table.Th>File</Table.Th>
            <Table.Th w={104}>Sent</Table.Th>
            <Table.Th w="32%">Why</Table.Th>
            <Table.Th w={80}>
              <span className="hidden-words">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <UploadRow key={row.id} row={row} {...props} />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function UploadRow({
  row,
  selected,
  onSelect,
  onRetry,
  onCancel,
}: UploadsTableProps & { readonly row: WindowUpload }): ReactElement {
  const { id, file, state, sessionName, destination, objectKey } = row;
  const title = sessionName === '' ? 'a session of earlier' : sessionName;
  const toggle = (): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const canRetry = state === 'failed' || state === 'cancelled' || row.nextTryAt !== null;
  const canCancel = state === 'failed' || state === 'waiting' || state === 'uploading';
  return (
    <Table.Tr data-upload={id} data-state={state}>
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={`Select ${file} of ${title}`}
          checked={selected.has(id)}
          onChange={toggle}
        />
      </Table.Td>
      <Table.Td>
        <UploadStateBadge state={state} />
      </Table.Td>
      <Table.Td>
        <Text size="sm" fw={600} className="clip">
          {title}
        </Text>
        <Tooltip label={`${destination ?? 'no destination'}/${objectKey}`} multiline maw={480}>
          <Text size="xs" c="dimmed" className="clip">
            {file} → {destination ?? 'no destination is set up'}
          </Text>
        </Tooltip>
      </Table.Td>
      <Table.Td>
        <UploadProgress row={row} />
      </Table.Td>
      <Table.Td>
        {row.reason !== null && (
          <Text size="xs">
            {sentence(row.reason)} {row.fix === null ? '' : <b>{row.fix}</b>}
          </Text>
        )}
        {row.attempts > 1 && state !== 'verified' && (
          <Text size="xs" c="dimmed">
            {plural(row.attempts, 'try', 'tries')}; the file is safe on this disk
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Group gap={4} justify="flex-end" wrap="nowrap">
          {canRetry && (
            <Tooltip label="Try again now">
              <ActionIcon
                variant="default"
                aria-label={`Retry ${file} of ${title}`}
                onClick={() => {
                  onRetry(id);
                }}
              >
                <IconRefresh size={16} />
              </ActionIcon>
            </Tooltip>
          )}
          {canCancel && (
            <Tooltip label="Do not upload this file. It stays on this disk.">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Cancel ${file} of ${title}`}
                onClick={() => {
                  onCancel(id);
                }}
              >
                <IconX size={16} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
