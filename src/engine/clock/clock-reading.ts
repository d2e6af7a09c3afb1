/** Both clocks of this computer at one moment, in nanoseconds: `monotonic` never steps, `wall` may. */
export interface ClockReading {
  readonly wall: bigint;
  readonly monotonic: bigint;
}

/** How another clock stood against this computer's wall clock when it was asked. Nanoseconds. */
export interface ClockComparison {
  /** The other clock minus ours: positive when ours is behind. */
  readonly offset: bigint;
  /** The other clock differed by `offset`, give or take so much, whatever the way there was like. */
  readonly uncertainty: bigint;
  readonly roundTrip: bigint;
  /** Our clocks half way between question and answer. */
  readonly at: ClockReading;
}
