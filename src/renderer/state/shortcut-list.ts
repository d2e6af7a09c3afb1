/** Whether the list of keyboard shortcuts is open. */
import { create } from 'zustand';

export const useShortcutList = create<{ readonly opened: boolean }>(() => ({ opened: false }));
