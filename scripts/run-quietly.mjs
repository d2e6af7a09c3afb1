import { spawnSync } from 'node:child_process';

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {string} what it wrote to standard output
 * @throws Error with all that it wrote, when it fails or is not there
 */
export function runQuietly(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, [...args], {
    ...options,
    encoding: 'utf8',
  });
  if (status === 0) return stdout;
  const said = [error?.message, stdout, stderr].filter(Boolean).join('\n');
  throw new Error(`${[program, ...args].join(' ')}: ${said}`);
}
