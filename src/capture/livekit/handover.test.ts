import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Handover, type HandoverOutcome } from './handover.ts';
import type { SuspectKind } from './link-types.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Scene {
  old: { packets: number; isOpen: boolean };
  successor: { packets: number; isOpen: boolean };
  handover: Handover<{ packets: number; isOpen: boolean }>;
  outcomes: HandoverOutcome[];
  proof: { overlapped: boolean };
}

function scene(why: SuspectKind): Scene {
  const old = { packets: 100, isOpen: true };
  const successor = { packets: 0, isOpen: true };
  const outcomes: HandoverOutcome[] = [];
  const onDecided = (outcome: HandoverOutcome): void => {
    outcomes.push(outcome);
  };
  const proof = { overlapped: false };
  const overlapped = (): boolean => proof.overlapped;
  const handover = new Handover({ old, successor, why, overlapped, onDecided });
  return { old, successor, outcomes, handover, proof };
}

test('signalling lost: both deliver, so nothing is missing', () => {
  const { old, successor, outcomes } = scene('signal');
  successor.packets = 1;
  vi.advanceTimersByTime(100);
  expect(outcomes).toEqual([]);
  old.packets += 1;
  vi.advanceTimersByTime(100);
  expect(outcomes).toEqual(['unbroken']);
  vi.advanceTimersByTime(60_000);
  expect(outcomes.length).toBe(1);
});

test('signalling lost: only the new link delivers, so the old one was dead', () => {
  const { successor, outcomes } = scene('signal');
  successor.packets = 1;
  vi.advanceTimersByTime(900);
  expect(outcomes).toEqual([]);
  vi.advanceTimersByTime(300);
  expect(outcomes).toEqual(['lost']);
});

test('signalling lost: nobody sends anything', () => {
  const { outcomes } = scene('signal');
  vi.advanceTimersByTime(4_900);
  expect(outcomes).toEqual([]);
  vi.advanceTimersByTime(200);
  expect(outcomes).toEqual(['unbroken']);
});

test('signalling lost, and the old link dies before anyone sends', () => {
  const { old, handover, outcomes } = scene('signal');
  old.isOpen = false;
  handover.decide();
  expect(outcomes).toEqual(['lost']);
});

test.each([
  ['catches up and lives', 50, true, 'unbroken'],
  ['catches up and dies', 50, false, 'lost'],
  ['delivers nothing', 0, true, 'lost'],
] as const)('media in doubt: the old link %s', (_name, packets, isOpen, outcome) => {
  const { old, successor, outcomes } = scene('peer');
  successor.packets = 10;
  vi.advanceTimersByTime(20_000);
  expect(outcomes).toEqual([]);
  old.packets += packets;
  old.isOpen = isOpen;
  vi.advanceTimersByTime(16_000);
  expect(outcomes).toEqual([outcome]);
});

test('media in doubt: nobody sends anything, and the old link lives on', () => {
  const { outcomes } = scene('peer');
  vi.advanceTimersByTime(36_000);
  expect(outcomes).toEqual(['unbroken']);
});

test('media in doubt: once both have delivered the same, the old link has caught up', () => {
  const { old, successor, handover, proof, outcomes } = scene('peer');
  successor.packets = 10;
  vi.advanceTimersByTime(5_000);
  old.packets += 50;
  vi.advanceTimersByTime(5_000);
  expect(outcomes).toEqual([]);
  proof.overlapped = true;
  vi.advanceTimersByTime(900);
  expect(outcomes).toEqual([]);
  vi.advanceTimersByTime(300);
  expect(outcomes).toEqual(['unbroken']);
  handover.decide();
  expect(outcomes.length).toBe(1);
});

test('a handover that is cancelled decides nothing', () => {
  const { successor, handover, outcomes } = scene('signal');
  successor.packets = 1;
  handover.cancel();
  handover.decide();
  vi.advanceTimersByTime(60_000);
  expect(outcomes).toEqual([]);
});
