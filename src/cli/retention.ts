/** `syncflow-recorder retention`: which local data may go because it is verified in every destination. */
import { join } from 'node:path';
import type { EngineConfig } from '../engine/config/config.ts';
import { formatBytes } from '../engine/recording/receipt.ts';
import type { RetentionVerdict } from '../engine/retention/judge.ts';
import { Retention, type RetentionCase } from '../engine/retention/retention.ts';
import { askDestinations } from '../engine/retention/still-stored.ts';
import { acquireInstanceLock } from '../engine/state/instance-lock.ts';
import { openState } from '../engine/state/state-database.ts';
import type { DestinationKind } from '../engine/state/upload-rows.ts';
import type { Log } from '../shared/log.ts';
import { printJson, printLine } from './output.ts';

export interface RetentionFlags {
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * Without `dryRun` it deletes what is due, which a running recorder does by itself.
 *
 * @returns Exit code 0
 * @throws RecorderError `already-running` when it should delete and a recorder runs
 */
export async function retentionCommand(
  config: EngineConfig,
  { dryRun, json }: RetentionFlags,
  log: Log,
): Promise<number> {
  const lock = dryRun ? null : acquireInstanceLock(config.dataFolder);
  const state = openState(join(config.dataFolder, 'state.sqlite'), log);
  try {
    const retention = new Retention({
      ...{ dataFolder: config.dataFolder, state, log },
      keepDays: config.uploads.keepDays,
      destinationsOf: (projectId) => destinationsOf(config, projectId),
      ask: askDestinations(config),
      onChange: () => undefined,
    });
    const cases = dryRun ? await retention.dryRun() : await retention.run();
    for (const one of cases) {
      if (json) printJson({ type: 'retention', dryRun, ...one });
      else printLine(lineOf(one, dryRun));
    }
    if (!json) printLine(summaryOf(cases, config.uploads.keepDays, dryRun));
    return 0;
  } finally {
    state.close();
    lock?.release();
  }
}

function destinationsOf(config: EngineConfig, projectId: string): DestinationKind[] {
  const project = config.projects.find((one) => one.projectId === projectId);
  const kinds: DestinationKind[] = [];
  if (project === undefined) return kinds;
  if (project.s3 !== null) kinds.push('s3');
  if (project.uploadFolder !== null) kinds.push('folder');
  return kinds;
}

function lineOf({ recordingId, bytes, verdict }: RetentionCase, dryRun: boolean): string {
  return `${wordOf(verdict, dryRun).padEnd(32)} ${recordingId} (${formatBytes(bytes)})${whyOf(verdict)}`;
}

function wordOf(verdict: RetentionVerdict, dryRun: boolean): string {
  switch (verdict.do) {
    case 'delete':
      return dryRun ? 'would be deleted now' : 'deleted';
    case 'wait':
      return `goes ${new Date(verdict.dueAt).toISOString()}`;
    case 'keep':
      return 'stays';
  }
}

const whyOf = (verdict: RetentionVerdict): string =>
  verdict.do === 'keep' ? `: ${verdict.why}` : '';

function summaryOf(
  cases: readonly RetentionCase[],
  keepDays: number | null,
  dryRun: boolean,
): string {
  const due = cases.filter(({ verdict }) => verdict.do === 'delete');
  const bytes = formatBytes(due.reduce((sum, one) => sum + one.bytes, 0));
  const rule =
    keepDays === null
      ? 'local data is kept (RECORDER_KEEP_DAYS is not set)'
      : `local data goes ${keepDays} day(s) after the end, once it is verified in every destination`;
  return `${due.length} of ${cases.length} recording(s), ${bytes}, ${dryRun ? 'would be' : 'were'} deleted; ${rule}`;
}
