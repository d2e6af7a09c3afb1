/** How many names are tried before a person has to look. */
const MAX_NAMES = 100;

/**
 * Under which key a file goes when another object has its name: `…/messages-000001.jsonl`, then
 * `…/messages-000001~2.jsonl`, `~3` and so on, always in this order. No name that the recorder makes by
 * itself has a `~` (object-key.ts), so that a spare name is nobody else's.
 */
export function* keysFor(key: string): Generator<string, void> {
  yield key;
  const slash = key.lastIndexOf('/');
  const dot = key.lastIndexOf('.');
  // A dot that begins the name begins no extension.
  const cut = dot > slash + 1 ? dot : key.length;
  for (let number = 2; number <= MAX_NAMES; number += 1) {
    yield `${key.slice(0, cut)}~${number}${key.slice(cut)}`;
  }
}
