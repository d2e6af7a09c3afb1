/** Notes at the moment when their key was pressed, without those that were withdrawn. */
import { isKnownRecord } from '../recording/lines.ts';
import { RecordingReader, type MergedFilter } from '../recording/reader/recording-reader.ts';

export interface PlacedNote {
  /** Nanoseconds since 1970. */
  readonly at: bigint;
  readonly text: string;
  readonly category: string | null;
}

/**
 * In the order of time. A recording holds few notes, so all are held; each is one, also when it was
 * written twice.
 * @throws what the file system says; the signal's reason when it is aborted
 */
export async function placedNotes(
  folder: string,
  filter: MergedFilter,
  signal: AbortSignal | undefined,
): Promise<PlacedNote[]> {
  if (filter.kinds?.includes('note') === false) return [];
  const notes = new Map<string, PlacedNote>();
  const withdrawn = new Set<string>();
  const wanted = { ...filter, kinds: ['note'] };
  for await (const { lane, record } of new RecordingReader(folder).read(wanted, { signal })) {
    if (!isKnownRecord(record) || record.kind !== 'note') continue;
    const { id, text, category = null, pressed, withdraws, arrival } = record;
    if (withdraws !== undefined) {
      withdrawn.add(withdraws);
      continue;
    }
    const key = id ?? `${lane} ${record.record}`;
    if (!notes.has(key)) notes.set(key, { at: BigInt(pressed ?? arrival), text, category });
  }
  for (const id of withdrawn) notes.delete(id);
  return [...notes.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
