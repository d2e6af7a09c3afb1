import type { ManifestFile } from '../recording/manifest.ts';
import { withRetries } from './retries.ts';
import type { StoredFacts, StoredRecording } from './stored-recording.ts';

export interface Candidate {
  readonly name: string;
  /** True: the store keeps the SHA-256 of the file for it. False: it has to be read to know. */
  readonly isProven: boolean;
}

/**
 * What may be a file of the manifest, by name and size, and by the SHA-256 that the store keeps: usually
 * one. The next is looked for only when somebody asks for it.
 *
 * @param onOther called with what is there under one of its names and is another file
 */
export async function* candidates(
  stored: StoredRecording,
  file: ManifestFile,
  signal: AbortSignal,
  onOther: (facts: StoredFacts) => void,
): AsyncGenerator<Candidate, void> {
  let isFirst = true;
  for (const name of stored.names(file.path)) {
    const facts = await withRetries(signal, () => factsOf(stored, name, isFirst, signal));
    isFirst = false;
    // Spare names are taken in order, so that the first free one ends the search.
    if (facts === null) return;
    const isProven = facts.sha256 === file.sha256;
    if (facts.size === file.size && (isProven || facts.sha256 === null)) yield { name, isProven };
    else onOther(facts);
  }
}

/** Where a key may not list, a name that nobody has is answered like a forbidden one. */
async function factsOf(
  stored: StoredRecording,
  name: string,
  isFirst: boolean,
  signal: AbortSignal,
): Promise<StoredFacts | null> {
  try {
    return await stored.facts(name, signal);
  } catch (thrown) {
    if (!isFirst && stored.explain(thrown).code === 'storage-forbidden') return null;
    throw thrown;
  }
}
