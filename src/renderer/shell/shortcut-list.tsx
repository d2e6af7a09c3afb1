/** The keys that do something, on F1 or `?`. */
import { Kbd, Modal, Table } from '@mantine/core';
import type { ReactElement } from 'react';
import { pageShortcuts } from '../../shared/shortcuts.ts';
import { useShortcutList } from '../state/shortcut-list.ts';

const rows: readonly (readonly [string, readonly string[]])[] = [
  ...pageShortcuts.map(({ keys, label }) => [label, ['Ctrl', keys]] as const),
  ['New session', ['Ctrl', 'N']],
  ['Settings', ['Ctrl', ',']],
  ['Larger, smaller, actual size', ['Ctrl', '+', '−', '0']],
  ['Move among fields and buttons', ['Tab']],
  ['Scroll messages, and choose one', ['↑', '↓']],
  ['This list', ['F1', '?']],
];

export function ShortcutList(): ReactElement {
  const opened = useShortcutList((state) => state.opened);
  return (
    <Modal
      opened={opened}
      onClose={() => {
        useShortcutList.setState({ opened: false });
      }}
      title="Keyboard shortcuts"
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 0 }}
    >
      <Table withRowBorders={false}>
        <Table.Tbody>
          {rows.map(([what, keys]) => (
            <Table.Tr key={what}>
              <Table.Td>{what}</Table.Td>
              <Table.Td ta="right">
                {keys.map((key) => (
                  <Kbd key={key} ml={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
