/**
 * Keeps secrets out of everything that a person or a file may see (reliability.md §5, point 8).
 * Two nets: exact values that were registered as secret, and shapes that are always secret.
 */
const MIN_SECRET_LENGTH = 6;
const MASK = '[redacted]';

/** JSON web tokens, also cut off after the header: the broker quotes the start of one in 403 texts. */
const jwtShape = /\beyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){0,2}(?:\.{3})?/g;
const bearerShape = /\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{8,}/gi;
const queryShape =
  /([?&](?:access_token|token|join_request|X-Amz-(?:Signature|Credential|Security-Token))=)[^&\s"']+/gi;
const urlUserShape = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@"']+@/gi;

const registered = new Set<string>();

/** From now on this exact value never appears in redacted text. Values under 6 characters are ignored. */
export function registerSecret(value: string): void {
  if (value.length < MIN_SECRET_LENGTH) return;
  registered.add(value);
  registered.add(encodeURIComponent(value));
  registered.add(JSON.stringify(value).slice(1, -1));
}

/** The same text with every registered secret and every token shape replaced by `[redacted]`. */
export function redact(text: string): string {
  let result = text;
  for (const secret of registered) result = result.replaceAll(secret, MASK);
  return result
    .replace(jwtShape, MASK)
    .replace(bearerShape, `$1 ${MASK}`)
    .replace(queryShape, `$1${MASK}`)
    .replace(urlUserShape, `$1${MASK}@`);
}

/** Redacts every string inside a JSON-like value; other leaves are kept. */
export function redactDeep(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(redactDeep);
  if (value instanceof Error) return redact(`${value.name}: ${value.message}`);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, redactDeep(inner)]),
    );
  }
  return value;
}
