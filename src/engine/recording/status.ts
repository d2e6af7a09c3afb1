import type { GapRecord } from '../../shared/records.ts';
import type { ManifestParticipant, RecordingStatus } from './manifest.ts';

/** Exit codes of `verify` (design.md): what a recording's final state means to a script. */
export const verifyExitCodes: Readonly<Record<RecordingStatus, number>> = {
  complete: 0,
  'complete-but': 3,
  'not-provable': 4,
  damaged: 1,
  // Still being recorded, or left behind: nothing can be claimed yet.
  recording: 4,
};

/** The final state: what is damaged beats what cannot be proven beats what is known to be missing. */
export function finalStatus(
  damaged: boolean,
  gaps: readonly GapRecord[],
  participants: readonly ManifestParticipant[],
): RecordingStatus {
  if (damaged) return 'damaged';
  if (gaps.length === 0) return 'complete';
  // Each of these names exactly what is missing; of others nothing is in doubt.
  if (gaps.every(({ reason }) => reason === 'counter')) return 'complete-but';
  return participants.some((sender) => sender.unsequenced > 0) ? 'not-provable' : 'complete-but';
}

/** The worse of two final states. */
export function worseStatus(a: RecordingStatus, b: RecordingStatus): RecordingStatus {
  const order: readonly RecordingStatus[] = [
    'complete',
    'complete-but',
    'not-provable',
    'recording',
    'damaged',
  ];
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}
