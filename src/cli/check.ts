/** `syncflow-recorder check`: preflight. Each line ok or failed, with its fix. */
import { viewOfError, type ErrorView } from '../shared/errors.ts';
import type { EngineConfig } from '../engine/config/config.ts';
import { preflightSteps, type PreflightStep } from '../engine/preflight/steps.ts';
import { printJson, printLine } from './output.ts';

export interface CheckResult {
  readonly type: 'check';
  readonly step: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly error: ErrorView | null;
}

/** Exit code 0 when everything is ready, 1 when not. */
export async function checkCommand(config: EngineConfig, json: boolean): Promise<number> {
  let failed = 0;
  for (const { step, run } of preflightSteps(config)) {
    const result = await perform(step, run);
    if (!result.ok) failed += 1;
    if (json) printJson(result);
    else printLine(textOf(result));
  }
  if (!json) printLine(failed === 0 ? 'everything is ready' : `${failed} step(s) failed`);
  return failed === 0 ? 0 : 1;
}

async function perform(step: string, run: PreflightStep['run']): Promise<CheckResult> {
  try {
    return { type: 'check', step, ok: true, detail: await run(), error: null };
  } catch (thrown) {
    const error = viewOfError(thrown);
    return { type: 'check', step, ok: false, detail: error.message, error };
  }
}

function textOf({ step, ok, detail, error }: CheckResult): string {
  const line = `${ok ? 'ok    ' : 'failed'}  ${step}: ${detail}`;
  return error === null ? line : `${line}\n        ${error.fix}`;
}
