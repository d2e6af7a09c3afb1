/** The one sentence at the end of a check and of a round trip. */
import type { CheckView, RoundTripView } from '../../../shared/ipc/preflight.ts';
import { strings } from '../../../shared/strings/strings.ts';

const { verdict, roundTrip } = strings.check;

/** Null while it runs. */
export function checkVerdict({ state, steps }: CheckView): string | null {
  if (state === 'running') return null;
  const failed = steps.filter((step) => step.state === 'failed').length;
  if (state === 'cancelled') return verdict.cancelled(failed);
  return failed === 0 ? verdict.ready : verdict.thingsNeedYou(failed);
}

/** Null while it runs. */
export function roundTripVerdict({ state, steps }: RoundTripView): string | null {
  if (state === 'running') return null;
  if (state === 'cancelled') return roundTrip.cancelled;
  return steps.every((step) => step.state === 'ok') ? roundTrip.good : roundTrip.bad;
}
