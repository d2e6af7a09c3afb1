/**
 * Mantine inserts its styles through innerHTML, which the page's Trusted Types rule stops. This default
 * policy lets exactly such strings pass: text without any markup. Everything else is refused.
 */
export function installTrustedTypes(): void {
  window.trustedTypes?.createPolicy('default', { createHTML: markupFree });
}

/** @throws TypeError for anything that could become an element */
export function markupFree(text: string): string {
  if (text.includes('<')) throw new TypeError('markup may not be inserted');
  return text;
}
