import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The walls of docs/architecture.md: which folder may import which.
 * Each entry forbids, for the files of one process, the folders of the others.
 */
const walls = {
  shared: ['engine', 'capture', 'main', 'preload', 'renderer', 'cli'],
  engine: ['capture', 'main', 'preload', 'renderer', 'cli'],
  capture: ['main', 'preload', 'renderer', 'cli'],
  main: ['capture', 'preload', 'renderer', 'cli'],
  cli: ['capture', 'main', 'preload', 'renderer'],
  preload: ['engine', 'capture', 'main', 'renderer', 'cli'],
  renderer: ['engine', 'capture', 'main', 'preload', 'cli'],
};

/** Modules that only one process may load. */
const foreignModules = {
  shared: ['electron', 'node:*', 'react'],
  engine: ['electron', 'react', 'node-datachannel'],
  capture: ['electron', 'react'],
  main: ['react'],
  cli: ['electron', 'react'],
  preload: ['node:*', 'react'],
  renderer: ['electron', 'node:*'],
};

/** Raw IPC stands in its one wrapper of each process, where senders and arguments are checked. */
const rawIpc = {
  main: { importName: 'ipcMain', wrapper: 'src/main/ipc/handle.ts' },
  preload: { importName: 'ipcRenderer', wrapper: 'src/preload/ipc.ts' },
};

/** The installed app runs the command line itself: the one file through which main reaches it. */
const cliGate = 'src/main/cli-mode.ts';

const namedExportsOnly = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only.',
};

/** Texts for people come from src/shared/strings; words in code are names of keys, styles and attributes. */
const textMessage = 'Texts stand in the catalogue: src/shared/strings.';
const keyNames = 'Ctrl|Enter|Escape|Tab|Home|End|Delete|Backspace|Shift|Control|Meta|Alt|Plus';
const textProps =
  'label|title|placeholder|description|text|alt|about|safety|aria-label|aria-description';
/** Errors of our own making are for the log, as its lines are; a text's element may have a style. */
const noText =
  ':not(NewExpression[callee.name=/Error$/] > *):not(CallExpression[callee.property.name=/^(info|warn|error)$/] > *):not(JSXAttribute[name.name=/^(className|color|size|variant)$/] *)';
const texts = [
  'JSXText[value=/[A-Za-z]{2}/]',
  `JSXAttribute[name.name=/^(${textProps})$/] Literal[value=/[A-Za-z]{2}/]`,
  `JSXAttribute[name.name=/^(${textProps})$/] TemplateElement[value.raw=/[A-Za-z]{2}/]`,
  // A word with a capital, or words between blanks.
  `Literal[value=/^(?!(${keyNames})$)[A-Z][a-z]+([ .,:…]|$)/]`,
  'Literal[value=/(^|[^-\\w])[a-z]{2,}[,.;:]? [a-z]{2,}(?![-(\\w]*\\()/]',
  'TemplateElement[value.raw=/ [a-z]{2,}|[a-z]{2,} |^[A-Z][a-z]+/]',
].map((selector) => ({ selector: `${selector}${noText}`, message: textMessage }));

/** @param {string} folder @param {readonly object[]} paths @param {readonly string[]} [but] */
function wall(folder, paths, but = []) {
  const patterns = [
    {
      group: walls[folder]
        .filter((other) => !but.includes(other))
        .flatMap((other) => [`**/${other}/**`]),
      message: `src/${folder} may not reach into these folders (docs/architecture.md, "Walls").`,
    },
    {
      group: foreignModules[folder],
      message: `src/${folder} may not load this module (docs/architecture.md, "Walls").`,
    },
  ];
  return { 'no-restricted-imports': ['error', { patterns, paths }] };
}

const wallRules = Object.keys(walls).flatMap((folder) => {
  const files = [`src/${folder}/**/*.{ts,tsx}`];
  const ipc = rawIpc[folder];
  if (ipc === undefined) return [{ files, rules: wall(folder, []) }];
  const { importName, wrapper } = ipc;
  const path = { name: 'electron', importNames: [importName], message: `Only in ${wrapper}.` };
  const gates = folder === 'main' ? [cliGate] : [];
  return [
    { files, ignores: [wrapper, ...gates], rules: wall(folder, [path]) },
    ...gates.map((gate) => ({ files: [gate], rules: wall(folder, [path], ['cli']) })),
    { files: [wrapper], rules: wall(folder, []) },
  ];
});

export default tseslint.config(
  { ignores: ['out', 'dist', 'node_modules', '.cache', 'stack/syncflow/fixtures'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-restricted-syntax': ['error', namedExportsOnly],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  ...wallRules,
  {
    files: ['src/renderer/**/*.{ts,tsx}', 'src/main/desktop/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', namedExportsOnly, ...texts] },
  },
  {
    files: ['src/cli/**/*.ts', 'stack/**/*.ts', 'scripts/**/*', 'tests/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['*.config.ts', '*.config.js'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['**/*.test.ts'],
    rules: { '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [] }] },
  },
);
