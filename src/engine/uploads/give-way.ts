/**
 * Recording comes first: while messages wait too long for their write, uploads slow down until they do not.
 * Halved where more than one message in two hundred is late, a twentieth faster at each look where none
 * needs it, as a TCP sender probes a line (RFC 5681). On a computer that can do both nothing is slowed.
 */
import { TOO_MANY_LATE } from '../../shared/late.ts';
import type { Pace } from './pace.ts';

/** What the capture children have written since their start, all together. */
export interface Written {
  readonly messages: number;
  /** Written more than 10 ms after they arrived (late.ts). */
  readonly late: number;
}

const LOOK_EVERY_MS = 500;
/** Fewer messages say nothing about a hundredth of them. */
const ENOUGH_MESSAGES = 200;
/** With so few in so many looks nothing is held up that is worth an upload's time. */
const PATIENCE_LOOKS = 4;
const SLOWER = 0.5;
const FASTER = 1.05;
/** Uploads are used to going as fast as they may. */
const IS_HELD_BY_IT = 0.7;
/** Faster than what one busy room writes to disk, so that uploads keep up with it. */
export const SLOWEST_BYTES_PER_SECOND = 4e6;
/** Beyond this a limit is none. */
const FASTEST_BYTES_PER_SECOND = 1e9;

interface Look extends Written {
  readonly sent: number;
  readonly atMs: number;
}

export class GiveWay {
  readonly #pace: Pace;
  readonly #written: () => Written | null;
  #timer: NodeJS.Timeout | null = null;
  #last: Look | null = null;
  #fewLooks = 0;
  #limit: number | null = null;

  /**
   * @param pace Its `sent` is watched, and it is told how fast to go.
   * @param written Null: nothing is being recorded.
   */
  constructor(pace: Pace, written: () => Written | null) {
    this.#pace = pace;
    this.#written = written;
  }

  /** Bytes a second to which uploads are slowed now; null: they are not. */
  get limit(): number | null {
    return this.#limit;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.look(performance.now());
    }, LOOK_EVERY_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#last = null;
    this.#slowTo(null);
  }

  /** @param atMs monotonic */
  look(atMs: number): void {
    const written = this.#written();
    const last = this.#last;
    if (written === null || last === null || written.messages < last.messages) {
      // Nothing is recorded, or a capture child has ended and taken its counts along.
      if (written === null) this.#slowTo(null);
      this.#remember(written, atMs);
      return;
    }
    const messages = written.messages - last.messages;
    if (messages < ENOUGH_MESSAGES) {
      this.#fewLooks += 1;
      if (this.#fewLooks < PATIENCE_LOOKS) return;
      this.#slowTo(null);
    } else {
      const bytesPerSecond = ((this.#pace.sent - last.sent) * 1000) / (atMs - last.atMs);
      this.#judge((written.late - last.late) / messages, bytesPerSecond);
    }
    this.#remember(written, atMs);
  }

  #judge(lateShare: number, bytesPerSecond: number): void {
    const limit = this.#limit;
    if (lateShare > TOO_MANY_LATE) {
      // What is late beside uploads that hardly move is late for another reason.
      if (bytesPerSecond <= SLOWEST_BYTES_PER_SECOND) return;
      const now = Math.min(limit ?? Infinity, bytesPerSecond);
      this.#slowTo(Math.max(SLOWEST_BYTES_PER_SECOND, now * SLOWER));
    } else if (limit !== null && bytesPerSecond > limit * IS_HELD_BY_IT) {
      const faster = limit * FASTER;
      this.#slowTo(faster > FASTEST_BYTES_PER_SECOND ? null : faster);
    }
  }

  #slowTo(limit: number | null): void {
    this.#limit = limit;
    this.#pace.giveWay(limit);
  }

  #remember(written: Written | null, atMs: number): void {
    this.#fewLooks = 0;
    this.#last = written === null ? null : { ...written, sent: this.#pace.sent, atMs };
  }
}
