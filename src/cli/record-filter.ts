/** The flags that choose records of a recording: of `read` and `export`. */
import { InvalidArgumentError, type Command } from 'commander';
import type { MergedFilter } from '../engine/recording/reader/recording-reader.ts';

export interface FilterFlags {
  from?: bigint;
  to?: bigint;
  participant?: string[];
  topic?: string[];
  kind?: string[];
  text?: string;
}

export function filterOptions(command: Command): Command {
  return command
    .option('--from <time>', 'ISO 8601, or nanoseconds since 1970', timeOf)
    .option('--to <time>', 'the same; included', timeOf)
    .option('--participant <who...>', 'identities or SIDs')
    .option('--topic <topic...>', 'topics')
    .option('--kind <kind...>', 'for instance data, chat, gap')
    .option('--text <text>', 'in any of the texts, in any case');
}

export function filterOf(flags: FilterFlags): MergedFilter {
  const { from, to, participant, topic, kind, text } = flags;
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(participant === undefined ? {} : { participants: participant }),
    ...(topic === undefined ? {} : { topics: topic }),
    ...(kind === undefined ? {} : { kinds: kind }),
    ...(text === undefined ? {} : { text }),
  };
}

/** Nanoseconds since 1970. @throws InvalidArgumentError */
export function timeOf(text: string): bigint {
  if (/^\d{16,20}$/.test(text)) return BigInt(text);
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) {
    throw new InvalidArgumentError('Neither ISO 8601 nor nanoseconds since 1970.');
  }
  return BigInt(milliseconds) * 1_000_000n;
}
