import { Checkbox, Paper, Table } from '@mantine/core';
import { Fragment, useDeferredValue, useState, type ReactElement } from 'react';
import type { WindowUpload } from '../../../shared/ipc/recordings.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { useNow } from '../../state/use-now.ts';
import { UploadDetails, type DetailActions } from './upload-details.tsx';
import { UploadRow } from './upload-row.tsx';

const texts = strings.uploads.table;

const COLUMNS = 6;
const FIRST_ROWS = 15;

interface UploadsTableProps extends DetailActions {
  readonly rows: readonly WindowUpload[];
  readonly selected: ReadonlySet<number>;
  readonly onSelect: (selected: ReadonlySet<number>) => void;
  readonly onCancel: (id: number) => void;
}

export function UploadsTable(props: UploadsTableProps): ReactElement {
  const { rows, selected, onSelect, onRetry, onCancel } = props;
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const now = useNow();
  // What a window shows without scrolling is drawn at once, the rest when nothing else is to be done.
  const drawn = useDeferredValue(Math.max(rows.length, FIRST_ROWS), FIRST_ROWS);
  const all = rows.length > 0 && rows.every(({ id }) => selected.has(id));
  return (
    <Paper p={0}>
      <Table verticalSpacing="xs" fz="sm" layout="fixed">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={40}>
              <Checkbox
                size="xs"
                aria-label={texts.selectAll}
                checked={all}
                onChange={() => {
                  onSelect(new Set(all ? [] : rows.map(({ id }) => id)));
                }}
              />
            </Table.Th>
            <Table.Th w={108}>{strings.common.state}</Table.Th>
            <Table.Th>{strings.common.file}</Table.Th>
            <Table.Th w={96}>{texts.sent}</Table.Th>
            <Table.Th w="26%">{texts.why}</Table.Th>
            <Table.Th w={80}>
              <span className="hidden-words">{strings.common.actions}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, drawn).map((row) => (
            <Fragment key={row.id}>
              <UploadRow
                row={row}
                now={now}
                isSelected={selected.has(row.id)}
                isOpen={open.has(row.id)}
                onSelect={(id) => {
                  onSelect(toggled(selected, id));
                }}
                onOpen={(id) => {
                  setOpen(toggled(open, id));
                }}
                onRetry={(ids) => {
                  onRetry([...ids]);
                }}
                onCancel={onCancel}
              />
              {open.has(row.id) && (
                <Table.Tr>
                  <Table.Td />
                  <Table.Td colSpan={COLUMNS - 1}>
                    <UploadDetails row={row} {...props} />
                  </Table.Td>
                </Table.Tr>
              )}
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}

function toggled(set: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
