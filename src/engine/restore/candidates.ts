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
  for (const name of stored.names(file.path)) {
    const facts = await withRetries(signal, () => stored.facts(name, signal));
    // Spare names are taken in order, so that the first free one ends the search.
    if (facts === null) return;
    const isProven = facts.sha256 === file.sha256;
    if (facts.size === file.size && (isProven || facts.sha256 === null)) yield { name, isProven };
    else onOther(facts);
  }
}
