/** Windows of time from the end to the beginning, which adapt to how much is in them. */

const FIRST_NS = 250_000_000n;
/** A window with fewer records is followed by one twice as long, one with more by one half as long. */
const FEW = 200;
const MANY = 5000;

export interface TimeWindow {
  readonly from: bigint;
  readonly to: bigint;
  /** Tells how many records were in it, before the next window is asked for. */
  readonly found: (count: number) => void;
}

/** @param bounds Nanoseconds, both ends included. */
export function* backwardWindows(bounds: {
  readonly from: bigint;
  readonly to: bigint;
}): Generator<TimeWindow, void, undefined> {
  let length = FIRST_NS;
  let to = bounds.to;
  while (to >= bounds.from) {
    const from = to - length > bounds.from ? to - length : bounds.from;
    yield {
      from,
      to,
      found: (count) => {
        if (count < FEW) length *= 2n;
        else if (count > MANY && length > FIRST_NS) length /= 2n;
      },
    };
    to = from - 1n;
  }
}
