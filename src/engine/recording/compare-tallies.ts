/** Compares what a manifest counts with what the segments hold. Sizes are left to the files' hashes. */
import type { Manifest, ManifestParticipant } from './manifest.ts';
import type { RecordingFacts } from './lanes/recording-facts.ts';
import { isCountedTopic } from './topic-tally.ts';

/** What differs, in words. */
export function compareTallies(manifest: Manifest, facts: RecordingFacts): string[] {
  const problems: string[] = [];
  const { counts } = manifest;
  const found = facts.counts;
  for (const name of ['messages', 'records', 'duplicates'] as const) {
    if (counts[name] === found[name]) continue;
    problems.push(`the manifest counts ${counts[name]} ${name}, the segments hold ${found[name]}`);
  }
  const tallies = {
    byKind: isSame(counts.byKind, found.byKind),
    // Earlier versions counted the longest ones as well.
    byTopic: isSame(withoutLongest(counts.byTopic), found.byTopic),
  };
  for (const [name, same] of Object.entries(tallies)) {
    if (!same) problems.push(`the manifest's counts ${name} are not those of the segments`);
  }
  const listed = new Map(manifest.participants.map((one) => [keyOf(one), one]));
  const senders = facts.participants;
  const wrong = senders.filter((one) => !isSameSender(one, listed.get(keyOf(one))));
  const extra = listed.size > senders.length ? listed.size - senders.length : 0;
  if (wrong.length + extra > 0) {
    problems.push(`the manifest's numbers of ${wrong.length + extra} participant(s) are wrong`);
  }
  return problems;
}

function keyOf({ identity, sid }: ManifestParticipant): string {
  return JSON.stringify(sid === null ? [identity] : [sid]);
}

function isSameSender(one: ManifestParticipant, other: ManifestParticipant | undefined): boolean {
  return (
    one.messages === other?.messages &&
    one.firstSequence === other.firstSequence &&
    one.lastSequence === other.lastSequence &&
    one.unsequenced === other.unsequenced
  );
}

function withoutLongest(byTopic: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(byTopic).filter(([topic]) => isCountedTopic(topic)));
}

function isSame(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
  );
}
