import { ActionIcon, Checkbox, Group, Table, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconRefresh, IconX } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import type { WindowUpload } from '../../../shared/ipc/recordings.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { sentence } from '../../../shared/format/sentence.ts';
import { UploadProgress } from './upload-progress.tsx';
import { UploadStateBadge } from './upload-state-badge.tsx';

const texts = strings.uploads.row;

export interface UploadRowProps {
  readonly row: WindowUpload;
  /** Unix milliseconds; one clock for all rows. */
  readonly now: number;
  readonly isSelected: boolean;
  readonly isOpen: boolean;
  readonly onSelect: (id: number) => void;
  readonly onOpen: (id: number) => void;
  readonly onRetry: (ids: readonly number[]) => void;
  readonly onCancel: (id: number) => void;
}

/** What things are is said by `title`: tooltips in fifty rows take a third of what the page costs to draw. */
export function UploadRow(props: UploadRowProps): ReactElement {
  const { row, now, isSelected, isOpen, onSelect, onOpen } = props;
  const { id, file, state, destination, storedKey, objectKey } = row;
  const title = titleOf(row);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <Table.Tr data-upload={id} data-state={state}>
      <Table.Td>
        <Checkbox
          size="xs"
          aria-label={texts.select(file, title)}
          checked={isSelected}
          onChange={() => {
            onSelect(id);
          }}
        />
      </Table.Td>
      <Table.Td>
        <UploadStateBadge state={state} />
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap" align="flex-start">
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={texts.history(file, title)}
            aria-expanded={isOpen}
            onClick={() => {
              onOpen(id);
            }}
          >
            <Chevron size={16} />
          </ActionIcon>
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={600} className="clip">
              {title}
            </Text>
            <Text
              size="xs"
              c="dimmed"
              className="clip"
              title={texts.whole(destination, storedKey ?? objectKey)}
            >
              {texts.target(file, destination)}
            </Text>
          </div>
        </Group>
      </Table.Td>
      <Table.Td>
        <UploadProgress row={row} now={now} />
      </Table.Td>
      <Table.Td>
        <Why row={row} />
      </Table.Td>
      <Table.Td>
        <RowActions {...props} title={title} />
      </Table.Td>
    </Table.Tr>
  );
}

function Why({ row }: { readonly row: WindowUpload }): ReactElement {
  return (
    <>
      {row.reason !== null && (
        <Text size="xs">
          {sentence(row.reason)} {row.fix === null ? '' : <b>{row.fix}</b>}
        </Text>
      )}
      {row.attempts > 1 && row.state !== 'verified' && (
        <Text size="xs" c="dimmed">
          {texts.tries(row.attempts)}
        </Text>
      )}
    </>
  );
}

function RowActions({
  row,
  title,
  onRetry,
  onCancel,
}: UploadRowProps & { readonly title: string }): ReactElement {
  const { id, file, state } = row;
  const canRetry = state === 'failed' || state === 'cancelled' || row.nextTryAt !== null;
  const canCancel = state === 'failed' || state === 'waiting' || state === 'uploading';
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {canRetry && (
        <ActionIcon
          variant="default"
          title={texts.retryHint}
          aria-label={texts.retry(file, title)}
          onClick={() => {
            onRetry([id]);
          }}
        >
          <IconRefresh size={16} />
        </ActionIcon>
      )}
      {canCancel && (
        <ActionIcon
          variant="subtle"
          color="gray"
          title={texts.cancelHint}
          aria-label={texts.cancel(file, title)}
          onClick={() => {
            onCancel(id);
          }}
        >
          <IconX size={16} />
        </ActionIcon>
      )}
    </Group>
  );
}

function titleOf({ sessionName }: WindowUpload): string {
  return sessionName === '' ? texts.earlierSession : sessionName;
}
