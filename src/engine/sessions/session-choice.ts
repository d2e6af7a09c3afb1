/** Which sessions of a project are ours. */

/**
 * every: each Started session. announced: only those that were announced to our device groups; one that
 * is announced while the broker is away is missed. `name:` and a pattern with `*` and `?`: those whose
 * name fits, whatever their case.
 */
export type SessionChoice = string;

export function isSessionChoice(choice: string): boolean {
  return choice === 'every' || choice === 'announced' || /^name:./.test(choice);
}

/** Whether a session that the API names is to be recorded. `known`: it was announced to us before. */
export function isOurs(choice: SessionChoice, name: string, known: boolean): boolean {
  if (choice === 'every') return true;
  if (choice === 'announced') return known;
  const words = choice.slice('name:'.length).replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${words.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'isu').test(name);
}
