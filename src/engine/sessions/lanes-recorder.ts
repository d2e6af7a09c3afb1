/**
 * Records one room twice: two hidden participants in two capture children, each into a lane of its own.
 * Each lane lives and dies by itself; the room is being recorded while at least one of them writes.
 */
import type { RoomCounters } from '../../shared/capture-protocol.ts';
import { RecorderError, viewOfError, type ErrorView } from '../../shared/errors.ts';
import type { GapRecord, LaneName } from '../../shared/records.ts';
import type { SessionPhase } from '../../shared/snapshot.ts';
import type { LaneCaptures } from './lane-captures.ts';
import type { Recorder, RoomOutcome } from './recorder.ts';
import { RoomRecorder, type RoomRecorderOptions } from './room-recorder.ts';

export interface RecorderOptions extends Omit<RoomRecorderOptions, 'lane' | 'routes' | 'capture'> {
  readonly redundant: boolean;
  readonly captures: LaneCaptures;
}

/** A second lane that joins a moment later than the first is nothing to warn of. */
const WARN_AFTER_MS = 5000;
const LANES = ['a', 'b'] as const;
const OTHER: Readonly<Record<LaneName, LaneName>> = { a: 'b', b: 'a' };

/** One lane, or two where redundant capture is wanted. */
export function recordRoom(options: RecorderOptions): Recorder {
  const { redundant, captures, ...rest } = options;
  if (redundant) return new LanesRecorder(options);
  return new RoomRecorder({ ...rest, lane: 'a', routes: null, capture: captures.a });
}

export class LanesRecorder implements Recorder {
  readonly #options: RecorderOptions;
  readonly #lanes: Readonly<Record<LaneName, RoomRecorder>>;
  readonly #outcomes = new Map<LaneName, RoomOutcome>();
  readonly #undeclared: GapRecord[] = [];
  #stopping = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#lanes = { a: this.#start('a'), b: this.#start('b') };
  }

  get lane(): LaneName {
    const { a, b } = this.#lanes;
    if (a.phase === 'recording') return 'a';
    if (b.phase === 'recording') return 'b';
    return a.done && !b.done ? 'b' : 'a';
  }

  get phase(): SessionPhase {
    return this.#leader.phase;
  }

  get since(): number {
    return this.#leader.since;
  }

  get error(): ErrorView | null {
    return this.#leader.error;
  }

  get warning(): ErrorView | null {
    const { lane } = this;
    const other = this.#lanes[OTHER[lane]];
    if (this.#stopping || this.phase !== 'recording' || other.phase === 'recording') return null;
    if (other.error === null && !other.done && Date.now() - other.since < WARN_AFTER_MS)
      return null;
    const why = other.error?.message ?? 'it is not in the room';
    return viewOfError(
      new RecorderError('lane-down', `recorder ${OTHER[lane]} of two does not record: ${why}`),
    );
  }

  get counters(): RoomCounters | null {
    return this.#leader.counters ?? this.#lanes[OTHER[this.lane]].counters;
  }

  get done(): boolean {
    return this.#lanes.a.done && this.#lanes.b.done;
  }

  stop(sessionStopped: string | null): void {
    this.#stopping = true;
    for (const lane of LANES) this.#lanes[lane].stop(sessionStopped);
  }

  get #leader(): RoomRecorder {
    return this.#lanes[this.lane];
  }

  #start(lane: LaneName): RoomRecorder {
    const { captures, ...rest } = this.#options;
    return new RoomRecorder({
      ...rest,
      lane,
      routes: lane === 'a' ? null : captures.routesB,
      capture: captures[lane],
      onDone: (outcome, undeclared) => {
        this.#undeclared.push(...undeclared);
        this.#laneDone(lane, outcome);
      },
    });
  }

  #laneDone(lane: LaneName, outcome: RoomOutcome): void {
    this.#outcomes.set(lane, outcome);
    const { a, b } = Object.fromEntries(this.#outcomes);
    if (a !== undefined && b !== undefined) {
      this.#options.onDone(finalOutcome(a, b), this.#undeclared);
      return;
    }
    this.#options.log.info('one of two recorders has left the room', { lane, ...outcome });
    if (endsTheOther(outcome, this.#lanes[OTHER[lane]])) this.#lanes[OTHER[lane]].stop(null);
  }
}

/** What one lane learned of the room holds for both; being thrown out does not. */
function endsTheOther(outcome: RoomOutcome, other: RoomRecorder): boolean {
  switch (outcome.outcome) {
    case 'stopped':
      return false;
    case 'ended':
      return outcome.reason !== 'removed';
    case 'ghost':
      // The other sees the session's own metadata; it is not to be stopped by a doubt.
      return other.phase !== 'recording';
  }
}

/** What ended first decides: the other was stopped because of it, or says the same. */
function finalOutcome(a: RoomOutcome, b: RoomOutcome): RoomOutcome {
  const rank = (outcome: RoomOutcome): number => {
    switch (outcome.outcome) {
      case 'ended':
        return outcome.reason === 'removed' ? 1 : 3;
      case 'ghost':
        return 2;
      case 'stopped':
        return 0;
    }
  };
  return rank(b) > rank(a) ? b : a;
}
