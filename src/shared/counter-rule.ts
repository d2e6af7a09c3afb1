/**
 * The rule by which a counter is read from JSON payloads where senders give no numbers: `$.seq`,
 * `$.header.count`, `$.samples[0].n`, `$['packet no']`, each with ` in TOPIC` behind it to look at topics
 * that fit only (`*` for any run of characters).
 */
export interface CounterRule {
  /** The path as text: the rule without its topic. Gaps carry it, so that the other lane can be looked through. */
  readonly text: string;
  /** Names of members and places in arrays, from the outside in. */
  readonly path: readonly (string | number)[];
  /** Null: every topic. */
  readonly topic: RegExp | null;
}

/** Whose counter. */
export interface CounterSource {
  readonly identity?: string | undefined;
  readonly sid?: string | undefined;
  readonly topic?: string | undefined;
}

const rulePattern = /^\$((?:\.[A-Za-z0-9_-]+|\[\d{1,6}\]|\['[^']+'\])+)(?: in (.+))?$/;
const stepPattern = /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\['([^']+)'\]/g;
/** Numbers as text are read up to so many digits. */
const digits = /^\d{1,15}$/;

/** Null when the text is no rule. */
export function parseCounterRule(text: string): CounterRule | null {
  const [, steps, topic] = rulePattern.exec(text.trim()) ?? [];
  if (steps === undefined) return null;
  const path = [...steps.matchAll(stepPattern)].map(([, name, place, quoted]) =>
    place === undefined ? (name ?? quoted ?? '') : Number(place),
  );
  return { text: `$${steps}`, path, topic: topic === undefined ? null : patternOf(topic.trim()) };
}

/** Which counter it is: each sender (session, or identity where there is none) counts each topic by itself. */
export function counterKey({ identity, sid, topic }: CounterSource): string {
  return `${sid ?? identity ?? ''}\n${topic ?? ''}`;
}

/** The counter in a payload; null when it has none: no JSON, no such member, no whole number from 0 on. */
export function counterIn(rule: CounterRule, payload: string): number | null {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return null;
  }
  for (const step of rule.path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return null;
    value = Reflect.get(value, step);
  }
  if (typeof value === 'string' && digits.test(value)) value = Number(value);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function patternOf(topic: string): RegExp {
  const parts = topic.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'su');
}
