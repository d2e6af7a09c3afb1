/** Keys and menu entries that lead to a page, whichever page is open. */
import { useHotkeys } from '@mantine/hooks';
import { useEffect } from 'react';
import type { Place } from '../../shared/ipc/desktop.ts';
import { pageShortcuts } from '../../shared/shortcuts.ts';
import { go, type Page } from '../state/navigation.ts';
import { useShortcutList } from '../state/shortcut-list.ts';

const openList = (): void => {
  useShortcutList.setState({ opened: true });
};

export function useShortcuts(): void {
  const to = (keys: string, page: Page): [string, () => void] => [
    keys,
    () => {
      go(page);
    },
  ];
  // Everywhere, in fields too: nobody types these.
  useHotkeys(
    [
      ...pageShortcuts.map(({ keys, page }) => to(`mod+${keys}`, { page })),
      to('mod+N', { page: 'new-session' }),
      to('mod+,', { page: 'settings' }),
      ['F1', openList],
    ],
    [],
  );
  // A question mark is an ordinary sign in a field.
  useHotkeys([
    ['?', openList],
    ['shift+?', openList],
  ]);
  useEffect(() => window.recorder.onGo(goTo), []);
}

function goTo(place: Place): void {
  if (place.page === 'shortcuts') openList();
  else go(place);
}
