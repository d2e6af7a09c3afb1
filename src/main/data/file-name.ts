/** A name that a remote peer may have chosen, as the beginning of a file name that every system takes. */
const MOST_CHARACTERS = 80;

export function fileNameOf(name: string): string {
  const safe = name
    .replaceAll(/[/\\:*?"<>|\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '_')
    .slice(0, MOST_CHARACTERS)
    .toWellFormed()
    // Windows drops dots and spaces at the end; a leading dot hides the file.
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  return safe === '' ? 'recording' : safe;
}
