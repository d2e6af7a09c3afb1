/** Who is there and who is not, and what came of a ping, in words. */
import type { PresenceView } from '../../../shared/ipc/desk.ts';
import type { PingResult } from '../../../shared/ping.ts';
import { count, plural } from '../../../shared/format/numbers.ts';

export interface Words {
  readonly level: 'good' | 'open' | 'unknown';
  readonly text: string;
}

const NAMED = 8;

function named(names: readonly string[], all = names.length): string {
  const more = all - Math.min(names.length, NAMED);
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`;
}

export function arrivalWords({
  groups,
  expected,
  expectedCount,
  missingCount,
}: PresenceView): Words {
  if (groups.length === 0) {
    const text = 'No device is expected. Choose device groups to see who is missing.';
    return { level: 'unknown', text };
  }
  if (expectedCount === 0) {
    return { level: 'unknown', text: `No device is registered in ${named(groups)}.` };
  }
  if (missingCount === 0) {
    const text =
      expectedCount === 1
        ? 'The expected device is here.'
        : `All ${count(expectedCount)} expected devices are here.`;
    return { level: 'good', text };
  }
  const missing = expected.filter(({ present }) => present === null).map(({ name }) => name);
  const here = expectedCount - missingCount;
  const text = `${count(here)} of ${plural(expectedCount, 'expected device')} ${here === 1 ? 'is' : 'are'} here. Missing: ${named(missing, missingCount)}.`;
  return { level: 'open', text };
}

export function pingWords({ answers, silent, absent }: PingResult): Words {
  const asked = answers.length + silent.length;
  const parts: string[] = [];
  if (asked === 0) parts.push('Nobody is in the room.');
  else if (silent.length === 0) {
    const slowest = answers.at(-1)?.roundTripMs ?? 0;
    const who = asked === 1 ? 'The one in the room' : `All ${count(asked)} in the room`;
    parts.push(`${who} answered, ${asked === 1 ? 'in' : 'the slowest in'} ${roundTrip(slowest)}.`);
  } else {
    parts.push(`${count(answers.length)} of ${count(asked)} in the room answered.`);
    parts.push(`No answer from ${named(silent.map(({ name, identity }) => name || identity))}.`);
  }
  if (absent.length > 0) {
    const is = absent.length === 1 ? 'is' : 'are';
    parts.push(`Not in the room ${is} ${named(absent.map(({ name }) => name))}.`);
  }
  const isGood = asked > 0 && silent.length === 0 && absent.length === 0;
  return { level: isGood ? 'good' : 'open', text: parts.join(' ') };
}

/** "3.2 ms", "140 ms", "1.3 s". */
export function roundTrip(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export type PingMark =
  | { readonly is: 'answered'; readonly roundTripMs: number }
  | { readonly is: 'silent' | 'not-asked' };

/** What the last ping says of one device, which is known by its name or its identity. */
export function pingMarkOf(name: string, result: PingResult | null): PingMark {
  const isIt = (who: { identity: string; name: string }): boolean =>
    who.identity === name || who.name === name;
  const answer = result?.answers.find(isIt);
  if (answer !== undefined) return { is: 'answered', roundTripMs: answer.roundTripMs };
  return { is: result?.silent.some(isIt) === true ? 'silent' : 'not-asked' };
}
