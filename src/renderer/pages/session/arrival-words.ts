/** Who is there and who is not, and what came of a ping, in words. */
import type { PresenceView } from '../../../shared/ipc/desk.ts';
import type { PingResult } from '../../../shared/ping.ts';
import { strings } from '../../../shared/strings/strings.ts';

export interface Words {
  readonly level: 'good' | 'open' | 'unknown';
  readonly text: string;
}

const NAMED = 8;

const texts = strings.session.arrivals;

function named(names: readonly string[], all = names.length): string {
  return strings.common.namesAndMore(names.slice(0, NAMED), all - Math.min(names.length, NAMED));
}

export function arrivalWords({
  groups,
  expected,
  expectedCount,
  missingCount,
}: PresenceView): Words {
  if (groups.length === 0) return { level: 'unknown', text: texts.noneExpected };
  if (expectedCount === 0) return { level: 'unknown', text: texts.noneRegistered(named(groups)) };
  if (missingCount === 0) return { level: 'good', text: texts.allHere(expectedCount) };
  const missing = expected.filter(({ present }) => present === null).map(({ name }) => name);
  const here = expectedCount - missingCount;
  return { level: 'open', text: texts.someHere(here, expectedCount, named(missing, missingCount)) };
}

export function pingWords({ answers, silent, absent }: PingResult): Words {
  const asked = answers.length + silent.length;
  const parts: string[] = [];
  if (asked === 0) parts.push(texts.ping.nobody);
  else if (silent.length === 0) {
    parts.push(texts.ping.allAnswered(asked, answers.at(-1)?.roundTripMs ?? 0));
  } else {
    parts.push(texts.ping.someAnswered(answers.length, asked));
    parts.push(texts.ping.silent(named(silent.map(({ name, identity }) => name || identity))));
  }
  if (absent.length > 0) {
    parts.push(texts.ping.absent(named(absent.map(({ name }) => name))));
  }
  const isGood = asked > 0 && silent.length === 0 && absent.length === 0;
  return { level: isGood ? 'good' : 'open', text: parts.join(' ') };
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
