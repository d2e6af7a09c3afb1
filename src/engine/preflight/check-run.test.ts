import { expect, test } from 'vitest';
import { RecorderError } from '../../shared/errors.ts';
import { checkViewSchema } from '../../shared/ipc/preflight.ts';
import { CheckRun } from './check-run.ts';
import type { PreflightStep } from './steps.ts';

/** Steps that end when the test says so: no real part waits for another one's check. */
class Script {
  readonly begun: string[] = [];
  readonly #ends = new Map<string, (error?: RecorderError) => void>();

  step(step: string, projectId: string | null): PreflightStep {
    return {
      ...{ step, projectId, part: 'storage' },
      run: () =>
        new Promise((resolve, reject) => {
          this.begun.push(step);
          this.#ends.set(step, (error) => {
            if (error === undefined) resolve(`${step} works`);
            else reject(error);
          });
        }),
    };
  }

  end(step: string, error?: RecorderError): void {
    this.#ends.get(step)?.(error);
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('projects are checked side by side, the steps of one in order, and a failure ends nothing', async () => {
  const script = new Script();
  const steps = [script.step('a1', 'a'), script.step('a2', 'a'), script.step('b1', 'b')];
  const run = new CheckRun(
    steps,
    (id) => `project ${id}`,
    () => undefined,
  );
  await settle();
  expect(script.begun).toEqual(['a1', 'b1']);
  script.end('a1', new RecorderError('storage-forbidden', 'no right to write'));
  await settle();
  expect(script.begun).toEqual(['a1', 'b1', 'a2']);
  expect(run.view().steps.map(({ state }) => state)).toEqual(['failed', 'running', 'running']);
  script.end('b1');
  script.end('a2');
  await run.done;
  const view = checkViewSchema.parse(run.view());
  expect(view.state).toBe('done');
  expect(view.steps.map(({ state, detail }) => [state, detail])).toEqual([
    ['failed', null],
    ['ok', 'a2 works'],
    ['ok', 'b1 works'],
  ]);
  expect(view.steps[0]?.error).toMatchObject({ code: 'storage-forbidden' });
  expect(view.steps[0]?.project).toEqual({ id: 'a', name: 'project a' });
});

test('cancelled, it is over at once: what follows never begins, what comes late is not shown', async () => {
  const script = new Script();
  let changes = 0;
  const run = new CheckRun(
    [script.step('a1', 'a'), script.step('a2', 'a')],
    (id) => id,
    () => {
      changes += 1;
    },
  );
  await settle();
  run.cancel();
  expect(run.isRunning).toBe(false);
  const told = changes;
  script.end('a1');
  await run.done;
  expect(run.view()).toMatchObject({ state: 'cancelled' });
  expect(run.view().steps.map(({ state }) => state)).toEqual(['skipped', 'skipped']);
  expect(script.begun).toEqual(['a1']);
  expect(changes).toBe(told);
});
