/** The words of the check: parts, states, and the one sentence at its end. */
import type {
  CheckedPart,
  CheckView,
  RoundTripPart,
  RoundTripView,
  StepState,
} from '../../../shared/ipc/preflight.ts';
import { plural } from '../../../shared/format/numbers.ts';

export const partNames: Readonly<Record<CheckedPart | RoundTripPart, string>> = {
  disk: 'Disk of this computer',
  syncflow: 'SyncFlow',
  broker: 'Announcements (RabbitMQ)',
  livekit: 'LiveKit',
  storage: 'Uploads',
  session: 'Start a test session',
  recording: 'The recorder joins it',
  message: 'Send a test message',
  end: 'End the test session',
  receipt: 'Check what was written',
  upload: 'Upload it',
  'clean-up': 'Clean up',
};

export const stateWords: Readonly<Record<StepState, string>> = {
  waiting: 'Waiting',
  running: 'Under way',
  ok: 'Ready',
  failed: 'Needs you',
  skipped: 'Skipped',
};

/** Whether data is safe although this part does not work. */
export const safetyOf: Readonly<Record<CheckedPart, string>> = {
  disk: 'Nothing new can be written until this is put right. Earlier recordings are not touched.',
  syncflow:
    'What was recorded is safe on this disk. Sessions that begin meanwhile are missed until it works.',
  broker:
    'What was recorded is safe on this disk. Sessions are still found in SyncFlow’s list, some seconds late.',
  livekit: 'What was recorded is safe on this disk. Sessions cannot be recorded until it works.',
  storage: 'Recordings stay on this computer until they can be uploaded.',
};

/** Null while it runs. */
export function checkVerdict({ state, steps }: CheckView): string | null {
  if (state === 'running') return null;
  const failed = steps.filter((step) => step.state === 'failed').length;
  const things = `${plural(failed, 'thing')} ${failed === 1 ? 'needs' : 'need'} you.`;
  if (state === 'cancelled')
    return failed === 0 ? 'The check was cancelled.' : `Cancelled. ${things}`;
  return failed === 0 ? 'Everything is ready.' : things;
}

/** Null while it runs. */
export function roundTripVerdict({ state, steps }: RoundTripView): string | null {
  if (state === 'running') return null;
  if (state === 'cancelled') return 'The round trip was cancelled.';
  return steps.every((step) => step.state === 'ok')
    ? 'The round trip went well.'
    : 'The round trip did not get through.';
}
