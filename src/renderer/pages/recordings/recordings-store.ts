/** What the list of recordings was last asked, so that it is there again after a recording was opened. */
import { create } from 'zustand';
import { anyRecording, type LibraryFilter } from '../../../shared/ipc/library.ts';

interface RecordingsState {
  readonly filter: LibraryFilter;
  /** The chosen row. */
  readonly activeId: string | null;
}

export const useRecordings = create<RecordingsState>(() => ({
  filter: anyRecording,
  activeId: null,
}));

export const changeFilter = (change: Partial<LibraryFilter>): void => {
  useRecordings.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
};

export const clearFilter = (): void => {
  useRecordings.setState({ filter: anyRecording });
};

export const choose = (activeId: string): void => {
  useRecordings.setState({ activeId });
};

export function isFiltered(filter: LibraryFilter): boolean {
  return JSON.stringify(filter) !== JSON.stringify(anyRecording);
}
