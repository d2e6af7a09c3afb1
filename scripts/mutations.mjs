#!/usr/bin/env node
/**
 * `npm run test:mutations`: takes each protection of docs/security.md away in turn, in a throwaway copy of
 * the project, and looks whether the test that guards it fails, by what it expects. Ends with one line of
 * JSON. A protection that can go without a test noticing is not tested.
 */
import { parseArgs } from 'node:util';
import { runGuards } from './mutations/guards.mjs';
import { build, needsBuild } from './mutations/build.mjs';
import { mutations } from './mutations/list.mjs';
import { occurrences, Tree } from './mutations/tree.mjs';

const HELP = `npm run test:mutations -- [options]
  --only NAME   those whose name, point or project has this in it; again for more
  --list        name, point and guard of each, and nothing else
  --check       looks only whether each text is still there, and each guard
  --help        this`;

/** @typedef {import('./mutations/list.mjs').Mutation} Mutation */

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    list: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const chosen = mutations.filter(
  ({ name, point, guard }) =>
    values.only === undefined ||
    values.only.some((word) => [name, point, guard.project].some((text) => text.includes(word))),
);
if (values.help) console.log(HELP);
else if (values.list) for (const one of chosen) console.log(row(one));
else if (values.check) check();
else if (chosen.length === 0) fail('no mutation has that in its name');
else await runAll();

/** @param {string} why */
function fail(why) {
  console.error(why);
  process.exitCode = 2;
}

/** @param {Mutation} mutation */
function row({ name, point, guard }) {
  return `${name.padEnd(34)} ${point.padEnd(24)} ${guard.file} > ${guard.test}`;
}

/** Whether the list still fits the project, without running anything. */
function check() {
  const wrong = chosen.flatMap(({ name, edits, guard }) => {
    const places = [
      ...edits.map(({ file, from }) => ({ file, times: occurrences(file, from) })),
      // Titles of `test.each` are put together: their file has to be there at least.
      { file: guard.file, times: occurrences(guard.file, '') === 0 ? 0 : 1 },
    ];
    return places
      .filter(({ times }) => times !== 1)
      .map(({ file, times }) => `${name}: in ${file} ${times} times`);
  });
  for (const line of wrong) console.error(line);
  console.log(`${chosen.length} mutations, ${wrong.length} out of date`);
  if (wrong.length > 0) process.exitCode = 1;
}

async function runAll() {
  const tree = new Tree();
  /** @type {{ point: string, name: string, file: string, test: string, caught: boolean }[]} */
  const results = [];
  try {
    const whole = await untouched(tree);
    for (const mutation of chosen) {
      const { name, point, edits, guard } = mutation;
      const why = whole.get(guard) ?? (await tryOne(tree, mutation));
      const caught = why.startsWith('caught: ');
      console.log(
        `${caught ? 'ok    ' : 'FAILED'} ${row(mutation)}\n         ${why.slice(0, 180)}`,
      );
      results.push({
        point,
        name,
        file: edits[0]?.file ?? '',
        test: `${guard.file} > ${guard.test}`,
        caught,
      });
    }
  } finally {
    tree.remove();
  }
  const pass = results.every(({ caught }) => caught);
  console.log(`\n${results.filter(({ caught }) => caught).length} of ${results.length} noticed`);
  console.log(JSON.stringify({ mutations: results, pass }));
  process.exitCode = pass ? 0 : 1;
}

/**
 * All guards with nothing taken away: each must pass.
 * @param {Tree} tree
 * @returns {Promise<Map<object, string>>} guard → why it cannot guard anything
 */
async function untouched(tree) {
  const unfit = new Map();
  const guards = chosen.map(({ guard }) => guard);
  if (chosen.some(({ guard }) => needsBuild(guard)) && !(await build(tree.folder, []))) {
    throw new Error('the project cannot be built');
  }
  for (const project of new Set(guards.map((guard) => guard.project))) {
    const own = guards.filter((guard) => guard.project === project);
    for (const [guard, { state, why }] of await runGuards(tree.folder, own)) {
      if (state !== 'passed') unfit.set(guard, `without any change it ${state}: ${why}`);
    }
  }
  return unfit;
}

/** @param {Tree} tree @param {Mutation} mutation @returns {Promise<string>} what came of it */
async function tryOne(tree, { edits, guard }) {
  try {
    tree.change(edits);
    const touched = edits.map(({ file }) => file);
    if (needsBuild(guard) && !(await build(tree.folder, touched)))
      return 'it cannot be built any more';
    const { state, why } = (await runGuards(tree.folder, [guard])).get(guard) ?? {
      state: 'absent',
      why: '',
    };
    if (state === 'failed') return `caught: ${why}`;
    return state === 'passed' ? 'SURVIVED: the test passes without the protection' : why;
  } finally {
    tree.restore();
  }
}
