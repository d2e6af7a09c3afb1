/** When messages are written too late (reliability.md: 99 of 100 within 10 ms of their arrival). */
export const LATE_MICROS = 10_000;
/** The share of late messages at which something is done about it: half of what is allowed. */
export const TOO_MANY_LATE = 0.005;
