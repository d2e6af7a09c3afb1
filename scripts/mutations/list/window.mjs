/** The window: what a page could do that should not be there. */
import { unit } from '../guard-of.mjs';

const PAGE = 'src/main/window/app-page.ts';
const policy = unit('src/main/window/app-page.test.ts', 'the policy forbids connections');

/** @type {readonly import('../list.mjs').Mutation[]} */
export const window = [
  {
    name: 'policy-default',
    point: 'content policy',
    edits: [{ file: PAGE, from: `"default-src 'none'",`, to: '' }],
    guard: policy,
  },
  {
    name: 'policy-connect',
    point: 'content policy',
    edits: [{ file: PAGE, from: `"connect-src 'none'"`, to: `"connect-src *"` }],
    guard: policy,
  },
  {
    name: 'policy-script',
    point: 'content policy',
    edits: [{ file: PAGE, from: `"script-src 'self'"`, to: `"script-src 'self' 'unsafe-eval'"` }],
    guard: policy,
  },
  {
    name: 'policy-style-nonce',
    point: 'content policy',
    edits: [{ file: PAGE, from: "'nonce-${nonce}'`", to: "'unsafe-inline'`" }],
    guard: policy,
  },
  {
    name: 'policy-trusted-types',
    point: 'Trusted Types',
    edits: [{ file: PAGE, from: `"require-trusted-types-for 'script'",`, to: '' }],
    guard: policy,
  },
  {
    name: 'page-outside-folder',
    point: 'files of the page',
    edits: [
      {
        file: PAGE,
        from: 'return path.startsWith(folder.endsWith(sep) ? folder : folder + sep) ? path : null;',
        to: 'return path.startsWith(folder + sep + sep) ? null : path;',
      },
    ],
    guard: unit('src/main/window/app-page.test.ts', 'only files below the folder are served'),
  },
  {
    name: 'page-origin-prefix',
    point: 'IPC sender',
    edits: [
      {
        file: PAGE,
        from: 'address.startsWith(`${APP_ORIGIN}/`)',
        to: 'address.startsWith(APP_ORIGIN)',
      },
    ],
    guard: unit(
      'src/main/window/app-page.test.ts',
      'a neighbour whose name begins alike is not ours',
    ),
  },
  {
    name: 'ipc-arguments',
    point: 'IPC schemas',
    edits: [
      {
        file: 'src/main/ipc/answer-call.ts',
        from: 'if (!checked.success) {',
        to: 'if (channel.length === 0 && !checked.success) {',
      },
      {
        file: 'src/main/ipc/answer-call.ts',
        from: '(checked.data as CallArgs<C>)',
        to: '(args as CallArgs<C>)',
      },
    ],
    guard: unit('src/main/ipc/answer-call.test.ts', 'whatever the window sends to any channel'),
  },
  {
    name: 'ipc-answers',
    point: 'IPC schemas',
    edits: [
      {
        file: 'src/main/ipc/answer-call.ts',
        from: 'return schema.answer.parse(answer);',
        to: 'return answer;',
      },
    ],
    guard: unit('src/main/ipc/answer-call.test.ts', 'an answer carries only members'),
  },
];
