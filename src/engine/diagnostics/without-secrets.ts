/** Takes secrets and people out of a JSON-like value. */

/** Members that hold a secret wherever they stand; a second net under the redaction of known values. */
const secretMembers: ReadonlySet<string> = new Set([
  ...['key', 'secret', 'accessKey', 'secretKey', 'sessionToken', 'proxyLogin'],
  ...['password', 'token', 'apiKey', 'apiSecret'],
]);

/** Strings in such members are replaced by whether there is one. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) =>
      secretMembers.has(name) && typeof inner === 'string'
        ? [name, inner === '' ? '' : '[not included]']
        : [name, withoutSecrets(inner)],
    ),
  );
}

/** Shorter names would be found inside of other words. */
const LEAST_NAME = 4;

/** The same number for the same participant, throughout one file of diagnostics. */
export class Pseudonyms {
  readonly #numbers = new Map<string, string>();

  /** Members called `identity`, and the `name` beside them, anywhere in the value. */
  hide(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((inner) => this.hide(inner));
    if (typeof value !== 'object' || value === null) return this.#known(value);
    const isPerson = 'identity' in value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const names = name === 'identity' || (isPerson && name === 'name');
        return [
          name,
          names && typeof inner === 'string' ? this.#numberOf(inner) : this.hide(inner),
        ];
      }),
    );
  }

  /** Where text names somebody who was met before. */
  inText(text: string): string {
    let result = text;
    for (const [name, number] of this.#numbers) {
      if (name.length >= LEAST_NAME) result = result.replaceAll(name, number);
    }
    return result;
  }

  #known(value: unknown): unknown {
    return typeof value === 'string' ? (this.#numbers.get(value) ?? value) : value;
  }

  #numberOf(name: string): string {
    if (name === '') return '';
    const known = this.#numbers.get(name) ?? `participant-${this.#numbers.size + 1}`;
    this.#numbers.set(name, known);
    return known;
  }
}
