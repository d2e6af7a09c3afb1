/** What the pages point to is there, and the command line knows what they tell people to type. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test, vi } from 'vitest';
import { nodeChildren } from './children.ts';
import { runProgram } from './program.ts';

const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync('docs').map((n) => join('docs', n))]
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

test('every relative link and picture leads to a file, and to a heading where one is named', () => {
  const wrong: string[] = [];
  let links = 0;
  for (const { path, text } of pages) {
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links += 1;
      const [file = '', heading] = target.split('#');
      const full = file === '' ? path : normalize(join(dirname(path), decodeURI(file)));
      if (!existsSync(full)) wrong.push(`${path}: ${target}`);
      else if (heading !== undefined && !anchors(full).includes(heading)) {
        wrong.push(`${path}: no heading ${target}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(links).toBeGreaterThan(40);
});

test('every picture is shown or linked somewhere', () => {
  const pictures = readdirSync('docs/screenshots');
  const linked = pages.map(({ text }) => text).join('\n');
  expect(pictures.length).toBeGreaterThan(20);
  expect(pictures.filter((name) => !linked.includes(`screenshots/${name})`))).toEqual([]);
});

/** The names that headings of a page have in links. */
function anchors(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What `--help` of a command prints. */
async function helpOf(...command: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  const argv = [...command, '--help'];
  const code = await runProgram(argv, nodeChildren(import.meta.url));
  write.mockRestore();
  expect(code, `${command.join(' ')} --help`).toBe(0);
  return printed.join('');
}

interface Typed {
  readonly page: string;
  /** `run`, or `sessions list`. */
  readonly command: string;
  readonly flags: readonly string[];
  readonly line: string;
}

const WITH_SUBCOMMANDS = new Set(['sessions', 'devices']);

/** Every `syncflow-recorder …` in code, with comments and what follows a pipe taken off. */
function typedIn({ path, text }: { readonly path: string; readonly text: string }): Typed[] {
  const joined = text.replaceAll('\\\n', ' ');
  const code = [
    ...[...joined.matchAll(/```[a-z]*\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
      block.split('\n'),
    ),
    ...[...joined.matchAll(/`([^`\n]+)`/g)].map(([, words = '']) => words),
  ];
  return code.flatMap((line) => {
    const [, rest] = /^\s*syncflow-recorder ([a-z].*)$/.exec(line) ?? [];
    if (rest === undefined) return [];
    const words = (rest.split(/\s#|\s\|\s(?![A-Z-])/)[0] ?? '').split(/\s+/);
    const [name = '', second = ''] = words;
    const sub = WITH_SUBCOMMANDS.has(name) && /^[a-z]+$/.test(second) ? ` ${second}` : '';
    const flags = words.flatMap((word) => /^\[?(--[a-z-]+)/.exec(word)?.[1] ?? []);
    return [{ page: path, command: name + sub, flags, line }];
  });
}

test('every command and flag that a page names is known to --help', async () => {
  const typed = pages.flatMap(typedIn);
  expect(typed.length).toBeGreaterThan(40);
  const commands = [...new Set(typed.map(({ command }) => command))];
  const helps = new Map<string, string>();
  for (const command of commands) helps.set(command, await helpOf(...command.split(' ')));
  // The help of all commands is what an unknown one is answered with.
  const unknown = typed.filter(
    ({ command }) => helps.get(command)?.includes(`Usage: syncflow-recorder ${command} `) !== true,
  );
  expect(unknown.map(({ page, line }) => `${page}: ${line}`)).toEqual([]);
  const wrong = typed.flatMap(({ page, command, flags, line }) =>
    flags
      .filter((flag) => !new RegExp(`${flag}(?![a-z-])`).test(helps.get(command) ?? ''))
      .map((flag) => `${page}: ${flag} in: ${line}`),
  );
  expect(wrong).toEqual([]);
});

test('every setting that a page names is known', async () => {
  const stdout = await helpOf('run');
  const known = new Set(stdout.match(/\bRECORDER_[A-Z_]+\b/g));
  // Of the test stack and the tests, not of the recorder.
  const others = /^RECORDER_(?:TEST|SOAK|STACK|BENCH)_|_SEED$/;
  const named = pages.flatMap(({ path, text }) =>
    [...new Set(text.match(/\bRECORDER_[A-Z_]*[A-Z]\b/g))].map((name) => ({ path, name })),
  );
  expect(named.length).toBeGreaterThan(30);
  const unknown = named.filter(({ name }) => !known.has(name) && !others.test(name));
  expect(unknown.map(({ path, name }) => `${path}: ${name}`)).toEqual([]);
});
