/** The keys that do something, on F1 or `?`. */
import { Kbd, Modal, Table } from '@mantine/core';
import type { ReactElement } from 'react';
import { pageShortcuts } from '../../shared/shortcuts.ts';
import { strings } from '../../shared/strings/strings.ts';
import { useShortcutList } from '../state/shortcut-list.ts';

const texts = strings.shell.shortcuts;

const rows: readonly (readonly [string, readonly string[]])[] = [
  ...pageShortcuts.map(({ keys, label }) => [label, ['Ctrl', keys]] as const),
  [strings.pages.newSession, ['Ctrl', 'N']],
  [strings.pages.settings, ['Ctrl', ',']],
  [texts.zoom, ['Ctrl', '+', '−', '0']],
  [texts.move, ['Tab']],
  [texts.scroll, ['↑', '↓']],
  [texts.thisList, ['F1', '?']],
];

export function ShortcutList(): ReactElement {
  const opened = useShortcutList((state) => state.opened);
  return (
    <Modal
      opened={opened}
      onClose={() => {
        useShortcutList.setState({ opened: false });
      }}
      title={texts.title}
      closeButtonProps={{ 'aria-label': strings.common.close }}
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
