/**
 * Compares answers with the fixtures: same members in the same order, same types, same texts; ids one
 * for one with those of the fixtures; times in the same unit and of this run.
 */
import { compareText } from './text-pattern.ts';
import { IdMap } from './id-map.ts';

const NANOSECONDS = 1_000_000_000n;
/** When the fixtures were captured: numbers in this range are unix seconds. */
const isCapturedSecond = (value: number): boolean => value > 1_759_000_000 && value < 1_761_000_000;

export class Matcher {
  readonly ids = new IdMap();
  /** Texts of the fixtures that are another text in this run. */
  readonly literals = new Map<string, string>();
  /** No time may be earlier. Unix seconds. */
  readonly #since = Math.floor(Date.now() / 1_000);

  /** @param fixedIds ids that are the same in this run, as those of projects */
  constructor(fixedIds: readonly string[]) {
    for (const id of fixedIds) this.ids.learn(id, id);
  }

  /** What differs, a line each; none when all is right. `actual` comes from parseLossless. */
  compare(expected: unknown, actual: unknown, where = ''): readonly string[] {
    if (typeof expected === 'string') return this.#text(expected, actual, where);
    if (typeof expected === 'number') return this.#number(expected, actual, where);
    if (typeof expected === 'bigint') return this.#nanoseconds(expected, actual, where);
    if (isList(expected)) return this.#list(expected, actual, where);
    if (isObject(expected)) return this.#object(expected, actual, where);
    return expected === actual ? [] : [problem(where, expected, actual)];
  }

  #text(expected: string, actual: unknown, where: string): readonly string[] {
    if (typeof actual !== 'string') return [problem(where, expected, actual)];
    // 64-bit numbers of protobuf JSON: seconds, microseconds.
    if (/^1760[0-9]{6}$/.test(expected))
      return this.#second(Number(actual), where, actual.length === 10);
    if (/^1760[0-9]{12}$/.test(expected)) {
      return this.#second(Math.floor(Number(actual) / 1e6), where, /^[0-9]{16}$/.test(actual));
    }
    // The number of a media line in a session description.
    if (where.endsWith('.mid'))
      return /^[0-9]+$/.test(actual) ? [] : [problem(where, expected, actual)];
    const wrong = compareText(expected, actual, this.ids, this.literals);
    return wrong === null ? [] : [`${where}: ${wrong}`];
  }

  #number(expected: number, actual: unknown, where: string): readonly string[] {
    if (typeof actual !== 'number') return [problem(where, expected, actual)];
    if (isCapturedSecond(expected)) return this.#second(actual, where, Number.isInteger(actual));
    if (where.endsWith('.duration')) {
      const fits = Number.isInteger(actual) && actual >= 0 && actual <= this.#age();
      return fits ? [] : [problem(where, expected, actual)];
    }
    // LiveKit's counter of a participant's changes.
    const fits = where.endsWith('.version') ? actual > 0 : expected === actual;
    return fits ? [] : [problem(where, expected, actual)];
  }

  #nanoseconds(expected: bigint, actual: unknown, where: string): readonly string[] {
    if (typeof actual !== 'bigint') return [problem(where, expected, actual)];
    const whole = (value: bigint): boolean => value % NANOSECONDS === 0n;
    const fits = actual > BigInt(Number.MAX_SAFE_INTEGER) && whole(expected) === whole(actual);
    return this.#second(Number(actual / NANOSECONDS), where, fits);
  }

  #second(seconds: number, where: string, isShaped: boolean): readonly string[] {
    const now = Date.now() / 1_000;
    if (isShaped && seconds >= this.#since - 1 && seconds <= now + 1) return [];
    return [`${where}: ${seconds} is no time of this run in the unit of the fixtures`];
  }

  #age(): number {
    return Date.now() / 1_000 - this.#since + 1;
  }

  #list(expected: readonly unknown[], actual: unknown, where: string): readonly string[] {
    if (!isList(actual)) return [problem(where, expected, actual)];
    if (actual.length !== expected.length) {
      return [`${where}: expected ${expected.length} entries, got ${actual.length}`];
    }
    const left = [...actual];
    return expected.flatMap((item, index) => {
      const found = this.#isUnordered(item)
        ? left.findIndex((other) => this.#sameName(item, other))
        : 0;
      const [match] = left.splice(Math.max(found, 0), 1);
      return this.compare(item, match, `${where}[${index}]`);
    });
  }

  /** Sessions and people come in any order. */
  #isUnordered(item: unknown): item is Readonly<Record<string, unknown>> {
    return isObject(item) && ('livekitRoomName' in item || 'identity' in item);
  }

  #sameName(expected: Readonly<Record<string, unknown>>, actual: unknown): boolean {
    const name = 'identity' in expected ? 'identity' : 'livekitRoomName';
    if (!isObject(actual) || typeof expected[name] !== 'string') return false;
    return actual[name] === this.ids.translate(expected[name]);
  }

  #object(
    expected: Readonly<Record<string, unknown>>,
    actual: unknown,
    where: string,
  ): readonly string[] {
    if (!isObject(actual)) return [problem(where, expected, actual)];
    const names = Object.keys(expected).join();
    const others = Object.keys(actual).join();
    if (names !== others) return [`${where}: expected members ${names}, got ${others}`];
    return Object.entries(expected).flatMap(([name, value]) =>
      this.compare(value, actual[name], `${where}.${name}`),
    );
  }
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problem(where: string, expected: unknown, actual: unknown): string {
  return `${where}: expected ${show(expected)}, got ${show(actual)}`;
}

function show(value: unknown): string {
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(value);
}
