import { expect, test } from 'vitest';
import type { CheckStep, CheckView, StepState } from '../../../shared/ipc/preflight.ts';
import { checkVerdict } from './check-words.ts';

function view(state: CheckView['state'], ...states: StepState[]): CheckView {
  const steps = states.map((one, at): CheckStep => {
    const nothing = { project: null, detail: null, error: null, tookMs: null };
    return { ...nothing, id: String(at), part: 'disk', state: one };
  });
  return { state, startedAt: 0, endedAt: null, steps };
}

test('one sentence at the end, and none before', () => {
  expect(checkVerdict(view('running', 'failed', 'running'))).toBeNull();
  expect(checkVerdict(view('done', 'ok', 'ok'))).toBe('Everything is ready.');
  expect(checkVerdict(view('done', 'ok', 'failed'))).toBe('1 thing needs you.');
  expect(checkVerdict(view('done', 'failed', 'failed'))).toBe('2 things need you.');
  expect(checkVerdict(view('cancelled', 'ok', 'skipped'))).toBe('The check was cancelled.');
  expect(checkVerdict(view('cancelled', 'failed', 'skipped'))).toBe(
    'Cancelled. 1 thing needs you.',
  );
});
