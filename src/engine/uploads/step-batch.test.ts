import { expect, test } from 'vitest';
import { StepBatch } from './step-batch.ts';

/** Runs its work as a transaction does: all of it, or nothing. */
class Store {
  readonly kept: string[] = [];
  commits = 0;

  readonly together = (work: () => void): void => {
    const before = [...this.kept];
    try {
      work();
      this.commits += 1;
    } catch (thrown) {
      this.kept.splice(0, Infinity, ...before);
      throw thrown;
    }
  };

  add(name: string): string {
    this.kept.push(name);
    if (name.startsWith('bad')) throw new Error(`${name} does not fit`);
    return name.toUpperCase();
  }
}

test('steps that come together are one commit, and each hears its own result after it', async () => {
  const store = new Store();
  const batch = new StepBatch(store.together);
  const results = ['a', 'b', 'c'].map((name) =>
    batch
      .add(() => store.add(name))
      .then((result) => {
        expect(store.commits).toBe(1);
        return result;
      }),
  );
  expect(await Promise.all(results)).toEqual(['A', 'B', 'C']);
  expect(store).toMatchObject({ kept: ['a', 'b', 'c'], commits: 1 });
});

test('one that fails takes no other with it, and leaves nothing behind', async () => {
  const store = new Store();
  const batch = new StepBatch(store.together);
  const results = await Promise.allSettled(
    ['a', 'bad', 'c'].map((name) => batch.add(() => store.add(name))),
  );
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(store.kept).toEqual(['a', 'c']);
});

test('very many do not wait for the time to be over, and none is done twice', async () => {
  const store = new Store();
  const batch = new StepBatch(store.together);
  const all = Array.from({ length: 200 }, (_, index) => `n${index}`);
  await Promise.all(all.map((name) => batch.add(() => store.add(name))));
  expect(store.kept).toEqual(all);
  expect(store.commits).toBe(4);
  expect(await batch.add(() => store.add('later'))).toBe('LATER');
});
