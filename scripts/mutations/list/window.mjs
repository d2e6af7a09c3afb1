/** The window: what a page could do that should not be there. */
import { journey, unit } from '../guard-of.mjs';

const GUARDS = 'src/main/window/window-guards.ts';
const WINDOW = 'src/main/window/main-window.ts';
const PROTOCOL = 'src/main/window/app-protocol.ts';
const seen = (/** @type {string} */ test) => journey('e2e/guards.e2e.ts', test);
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
  {
    name: 'sandbox',
    point: 'sandbox',
    edits: [
      { file: WINDOW, from: 'sandbox: true,', to: 'sandbox: false,' },
      {
        file: 'src/main/index.ts',
        from: "if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();",
        to: '',
      },
    ],
    guard: seen('the page has no Node'),
  },
  {
    name: 'context-isolation',
    point: 'context isolation',
    edits: [{ file: WINDOW, from: 'contextIsolation: true,', to: 'contextIsolation: false,' }],
    guard: seen('the page cannot reach into the preload'),
  },
  {
    name: 'web-security',
    point: 'web security',
    edits: [{ file: WINDOW, from: 'webSecurity: true,', to: 'webSecurity: false,' }],
    guard: seen('the page cannot reach into the preload'),
  },
  {
    name: 'policy-header',
    point: 'content policy',
    edits: [
      { file: PROTOCOL, from: "'Content-Security-Policy': contentSecurityPolicy(nonce),", to: '' },
      { file: PROTOCOL, from: 'contentSecurityPolicy, pathInside', to: 'pathInside' },
    ],
    guard: seen('the policy comes by header'),
  },
  {
    name: 'policy-nonce-fresh',
    point: 'content policy',
    edits: [
      {
        file: PROTOCOL,
        from: "const nonce = randomBytes(16).toString('base64');",
        to: "const nonce = 'always-the-same';",
      },
    ],
    guard: seen('the policy comes by header'),
  },
  {
    name: 'policy-works',
    point: 'content policy',
    edits: [{ file: PAGE, from: `"connect-src 'none'"`, to: `"connect-src *"` }],
    guard: seen('the page cannot connect, by its own policy'),
  },
  {
    name: 'policy-eval-works',
    point: 'content policy',
    // Trusted Types would refuse it as well.
    edits: [
      { file: PAGE, from: `"script-src 'self'"`, to: `"script-src 'self' 'unsafe-eval'"` },
      { file: PAGE, from: `"require-trusted-types-for 'script'",`, to: '' },
    ],
    guard: seen('the page cannot make code of text'),
  },
  {
    name: 'trusted-types-work',
    point: 'Trusted Types',
    edits: [{ file: PAGE, from: `"require-trusted-types-for 'script'",`, to: '' }],
    guard: seen('the page cannot put markup of text'),
  },
  {
    name: 'requests-of-session',
    point: 'requests of the session',
    edits: [
      {
        file: GUARDS,
        from: 'cancel: !isOurs(details.url)',
        to: 'cancel: details.url === String(isOurs)',
      },
    ],
    guard: seen('whatever a window loads'),
  },
  {
    name: 'navigation',
    point: 'navigation',
    edits: [
      { file: GUARDS, from: "refuse(event, 'navigate a frame');", to: 'log.warn(typeof event);' },
    ],
    guard: seen('the page cannot navigate'),
  },
  {
    name: 'window-open',
    point: 'windows',
    edits: [
      { file: GUARDS, from: "return { action: 'deny' };", to: "return { action: 'allow' };" },
    ],
    guard: seen('the page cannot open a window'),
  },
  {
    name: 'permission-request',
    point: 'permissions',
    edits: [{ file: GUARDS, from: 'answer(false);', to: 'answer(true);' }],
    guard: seen('the page is granted nothing'),
  },
  {
    name: 'permission-check',
    point: 'permissions',
    edits: [
      {
        file: GUARDS,
        from: 'target.setPermissionCheckHandler(() => false);',
        to: 'target.setPermissionCheckHandler(() => true);',
      },
    ],
    guard: seen('the page is told that it has no permission'),
  },
  {
    name: 'downloads',
    point: 'downloads',
    edits: [
      {
        file: GUARDS,
        from: "target.on('will-download', (event) => {\n    event.preventDefault();\n  });",
        to: '',
      },
    ],
    guard: seen('the page cannot save a file'),
  },
  {
    name: 'ipc-sender',
    point: 'IPC sender',
    edits: [
      {
        file: 'src/main/ipc/handle.ts',
        from: 'if (!isTrusted(event))',
        to: 'if (!isTrusted(event) && channel.length === 0)',
      },
    ],
    guard: seen('another page is not answered'),
  },
];
