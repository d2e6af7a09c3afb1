/** The highest rate that is recorded in full and in time, looked for upwards within a time box. */
import type { LiveKit } from '../../services/livekit.ts';
import { describeLoad, type Load } from './load.ts';
import { measureRecorder, type Measured } from './recorder.ts';

/** Arrival to write() returned: above it a rate does not count as held. */
const MAX_WRITTEN_P99_MS = 250;
/** A sender that is slower than asked has shown nothing about the rate that was asked for. */
const MIN_SENT_SHARE = 0.97;
/** Reception may end so much later than sending before it counts as falling behind. */
const MAX_BEHIND_MS = 500;
const STEP_UP = 1.5;
const STEP_DOWN = 1.5;
/** So many runs are spent on finding any rate that is held, whatever time they take. */
const RUNS_UNTIL_HELD = 6;
/** Closer than this it is not looked at more closely. */
const CLOSE_ENOUGH = 1.15;

export interface Found {
  /** Null when not even the lowest rate that there was time for was held. */
  readonly best: { readonly load: Load; readonly measured: Measured } | null;
  readonly runs: number;
  /** What ended the search: the lowest rate that was not held, or null when time was up before. */
  readonly notHeld: { readonly rate: number; readonly why: string } | null;
}

/** Why this load does not count as held; null when it does. */
export function whyNotHeld(load: Load, measured: Measured): string | null {
  const { sent, recorded, latencyMs, behindMs } = measured;
  if (recorded !== sent.messages) return `${recorded} of ${sent.messages} recorded`;
  // Each sender may have stopped just before its last message.
  if (sent.perSecond < load.rate * MIN_SENT_SHARE - load.rooms / load.seconds) {
    return `only ${Math.round(sent.perSecond)} a second could be sent`;
  }
  if (latencyMs.writtenP99 > MAX_WRITTEN_P99_MS) {
    return `written p99 ${Math.round(latencyMs.writtenP99)} ms`;
  }
  if (behindMs > MAX_BEHIND_MS) return `reception fell ${Math.round(behindMs)} ms behind`;
  return null;
}

/** @param start The first load; it goes up from there, or down when that is too much. */
export async function searchHighest(
  livekit: LiveKit,
  folder: string,
  start: Load,
  boxMs: number,
): Promise<Found> {
  const until = Date.now() + boxMs;
  let best: Found['best'] = null;
  let notHeld: Found['notHeld'] = null;
  let runs = 0;
  let rate: number | null = start.rate;
  const goesOn = (): boolean => (best === null ? runs < RUNS_UNTIL_HELD : Date.now() < until);
  while (rate !== null && goesOn()) {
    const load: Load = { ...start, rate };
    const measured: Measured = await measureRecorder(livekit, folder, load);
    const why = whyNotHeld(load, measured);
    console.log(`  ${describeLoad(load)}: ${why ?? 'held'}`);
    runs += 1;
    if (why === null) best = { load, measured };
    else notHeld = { rate, why };
    const managed = why === null ? Infinity : measured.sent.perSecond;
    rate = nextRate(best?.load.rate ?? null, notHeld?.rate ?? null, managed);
  }
  return { best, runs, notHeld };
}

/**
 * Up until it is too much, then between; null when it is known well enough.
 * @param managed What the sender managed in the last run, a second: more need not be asked for
 */
export function nextRate(
  held: number | null,
  notHeld: number | null,
  managed = Infinity,
): number | null {
  if (notHeld === null) return held === null ? null : roundRate(held * STEP_UP);
  if (held === null) {
    return notHeld <= 10 ? null : roundRate(Math.min(notHeld / STEP_DOWN, managed * 0.9));
  }
  return notHeld / held <= CLOSE_ENOUGH ? null : roundRate(Math.sqrt(held * notHeld));
}

/** Two digits that people can read. */
function roundRate(rate: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(rate)) - 1);
  return Math.round(rate / unit) * unit;
}
