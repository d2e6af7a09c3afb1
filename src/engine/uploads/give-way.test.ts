import { expect, test } from 'vitest';
import { GiveWay, SLOWEST_BYTES_PER_SECOND, type Written } from './give-way.ts';
import { Pace } from './pace.ts';

const LOOK_MS = 500;
const MESSAGES_PER_LOOK = 2_500;
/** What the network takes. */
const LINE = 100e6;

/** A computer on which messages are late in proportion to what uploads take beyond `room`. */
class Computer {
  readonly pace = new Pace();
  written: Written | null = { messages: 0, late: 0 };
  readonly giveWay = new GiveWay(this.pace, () => this.written);
  rate = 0;
  lateShare = 0;
  #nowMs = 0;

  run(looks: number, messages: number, room: number): void {
    for (let look = 0; look < looks; look += 1) {
      this.rate = Math.min(LINE, this.pace.limit ?? Infinity);
      this.lateShare = Math.max(0, (this.rate - room) / LINE);
      this.pace.count((this.rate * LOOK_MS) / 1000);
      if (this.written !== null) {
        this.written = {
          messages: this.written.messages + messages,
          late: this.written.late + Math.round(messages * this.lateShare),
        };
      }
      this.#nowMs += LOOK_MS;
      this.giveWay.look(this.#nowMs);
    }
  }
}

test('uploads slow down until messages are in time, and take what is left', () => {
  const computer = new Computer();
  computer.run(20, MESSAGES_PER_LOOK, 30e6);
  let late = 0;
  let sent = 0;
  for (let look = 0; look < 200; look += 1) {
    computer.run(1, MESSAGES_PER_LOOK, 30e6);
    late += computer.lateShare / 200;
    sent += computer.rate / 200;
  }
  expect(late).toBeLessThan(0.01);
  expect(sent).toBeGreaterThan(15e6);
  expect(sent).toBeLessThan(31e6);
});

test('a computer that can do both is not slowed', () => {
  const computer = new Computer();
  computer.run(50, MESSAGES_PER_LOOK, LINE);
  expect(computer.giveWay.limit).toBeNull();
});

test('it goes on as fast as it can when nothing is recorded any more, or hardly anything', () => {
  const computer = new Computer();
  computer.run(10, MESSAGES_PER_LOOK, 10e6);
  expect(computer.pace.limit).not.toBeNull();
  computer.run(8, 10, 0);
  expect(computer.pace.limit).toBeNull();
  computer.run(10, MESSAGES_PER_LOOK, 10e6);
  computer.written = null;
  computer.run(1, 0, 0);
  expect(computer.pace.limit).toBeNull();
});

test('uploads keep moving, however late messages are; and a chosen limit stays one', () => {
  const computer = new Computer();
  computer.run(100, MESSAGES_PER_LOOK, -LINE);
  expect(computer.giveWay.limit).toBe(SLOWEST_BYTES_PER_SECOND);
  computer.pace.setLimit(1e6);
  expect(computer.pace.limit).toBe(1e6);
  computer.giveWay.stop();
  expect(computer.pace.limit).toBe(1e6);
});

test('a capture child that ends takes its counts along, which says nothing', () => {
  const computer = new Computer();
  computer.run(10, MESSAGES_PER_LOOK, LINE);
  computer.written = { messages: 10, late: 10 };
  computer.run(1, 0, LINE);
  expect(computer.giveWay.limit).toBeNull();
});
