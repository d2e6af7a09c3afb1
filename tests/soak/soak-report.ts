/** What a soak showed, as tables for people and as one JSON object. */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { CheckResult } from '../../stack/check-run.ts';
import { figures } from '../../stack/soak/samples.ts';
import type { RoleTrend } from './soak-processes.ts';

export interface SoakSummary {
  readonly seed: number;
  readonly minutes: number;
  /** How often each fault happened, by name. */
  readonly faults: ReadonlyMap<string, number>;
  readonly sessions: { readonly recorded: number; readonly forgotten: number };
  /** Starts of the recorder, starts it refused, devices that were replaced. */
  readonly restarts: { recorder: number; refused: number; devices: number };
  readonly check: CheckResult;
  readonly processes: readonly RoleTrend[];
}

const sendersSchema = z.array(
  z.looseObject({
    session: z.string(),
    identity: z.string(),
    sent: z.number(),
    recorded: z.number(),
    declared: z.number(),
    uncertain: z.number(),
    verifiedInBucket: z.number(),
  }),
);
const counts = ['sent', 'recorded', 'declared', 'verifiedInBucket', 'uncertain'] as const;

export type SoakSender = z.infer<typeof sendersSchema>[number];

/** Each device in each session. */
export function sendersOf(check: CheckResult): readonly SoakSender[] {
  return sendersSchema.parse(check.senders);
}

/** Prints the tables; writes the JSON where `RECORDER_SOAK_RESULT` says. */
export function report(summary: SoakSummary): void {
  const { seed, minutes, faults, sessions, restarts, check, processes } = summary;
  const senders = sendersOf(check);
  const totals = Object.fromEntries(
    counts.map((name) => [name, senders.reduce((sum, sender) => sum + sender[name], 0)]),
  );
  print(
    ['fault', 'times'],
    [...faults].map(([name, times]) => [name, times]),
  );
  print(
    ['device', ...counts],
    [
      ...senders.map((sender) => [sender.identity, ...counts.map((name) => sender[name])]),
      ['all', ...counts.map((name) => totals[name] ?? 0)],
    ],
  );
  print(
    ['process', 'figure', 'least', 'most', 'first third', 'last third'],
    processes.flatMap(({ role, trends }) =>
      figures.map((figure) => {
        const { least, most, early, late } = trends[figure];
        return [role, figure, ...[least, most, early, late].map((value) => Math.round(value))];
      }),
    ),
  );
  const result = {
    ...{ seed, minutes, ...totals, missing: check.missing, duplicated: check.duplicated },
    ...{ altered: check.altered, sessions, restarts, faults: Object.fromEntries(faults) },
    processes,
  };
  const path = process.env['RECORDER_SOAK_RESULT'];
  if (path !== undefined) writeFileSync(path, JSON.stringify(result));
}

function print(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const table = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
  const lines = table.map((row) =>
    row.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
    ),
  );
  process.stdout.write(`\n${lines.map((cells) => cells.join('  ').trimEnd()).join('\n')}\n`);
}
