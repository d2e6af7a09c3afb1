/**
 * Text from a room on its way to a terminal: identities, topics and names may hold escape sequences,
 * line ends that forge lines, and marks that turn the direction of writing around.
 */

/** Control characters (C0, DEL, C1), line separators, and what overrides the direction of writing. */
const active = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** One line: each active character, line ends too, becomes its escape of JSON. */
export function inertLine(text: string): string {
  return text.replace(active, escaped);
}

/** The same, but line ends stay: for text that we have put together from lines. */
export function inertText(text: string): string {
  return text.replace(active, (one) => (one === '\n' ? one : escaped(one)));
}
