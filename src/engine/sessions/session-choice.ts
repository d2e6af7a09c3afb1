/** Which sessions of a project are ours. */
import { fits, namePatterns } from './name-patterns.ts';

/**
 * every: each Started session. announced: only those that were announced to our device groups; one that
 * is announced while nobody listens is missed. `name:` and patterns (name-patterns.ts): those whose
 * name fits.
 */
export type SessionChoice = string;

const ANNOUNCED_CAN_MISS =
  'Only sessions that are announced to the recorder’s device groups are recorded: one that is announced while the recorder does not listen is missed.';

/** What a choice costs, in words for status and receipt; null when it misses nothing. */
export function canMiss(choice: SessionChoice): string | null {
  return choice === 'announced' ? ANNOUNCED_CAN_MISS : null;
}

export function isSessionChoice(choice: string): boolean {
  if (choice === 'every' || choice === 'announced') return true;
  return choice.startsWith('name:') && namePatterns(choice.slice('name:'.length)) !== null;
}

/** Whether a session that the API names is to be recorded. `known`: it was announced to us before. */
export function isOurs(choice: SessionChoice, name: string, known: boolean): boolean {
  if (choice === 'every') return true;
  if (choice === 'announced') return known;
  const patterns = namePatterns(choice.slice('name:'.length));
  return patterns !== null && fits(patterns, name);
}
