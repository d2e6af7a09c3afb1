import { spawn, spawnSync } from 'node:child_process';
import { clearInterval, setInterval } from 'node:timers';

const HEARTBEAT_MS = 15_000;
const TAIL_LINES = 15;

/** A step that cannot be done. The message names the cause, `fix` what a person should do now. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} fix
   */
  constructor(message, fix) {
    super(message);
    this.name = 'SetupError';
    this.fix = fix;
  }
}

/**
 * One line of progress on standard output.
 * @param {'ok' | 'work' | 'fail'} state
 * @param {string} text
 */
export function say(state, text) {
  console.log(`${{ ok: 'ok    ', work: '...   ', fail: 'FAILED' }[state]} ${text}`);
}

/**
 * Standard output and error of a short command, or null when it cannot be run or fails.
 * @param {string} command
 * @param {readonly string[]} args
 */
export function capture(command, args) {
  const done = spawnSync(command, [...args], { encoding: 'utf8', timeout: 30_000 });
  return done.status === 0 ? `${done.stdout}${done.stderr}` : null;
}

/**
 * Runs a long command, with a line of progress every 15 s. Resolves with its exit code and its output.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ label: string, cwd?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { label, cwd, env }) {
  const started = Date.now();
  const heartbeat = setInterval(() => {
    say('work', `${label}: still at it (${Math.round((Date.now() - started) / 1000)} s)`);
  }, HEARTBEAT_MS);
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const collect = (/** @type {string} */ text) => {
      output = (output + text).slice(-65_536);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    const end = (/** @type {number} */ code) => {
      clearInterval(heartbeat);
      resolve({ code, output });
    };
    child.once('error', (error) => {
      collect(String(error));
      end(127);
    });
    child.once('close', (code) => {
      end(code ?? 1);
    });
  });
}

/** Causes that a person can act upon, by what tools print. The first that matches is named. */
const causes = [
  [
    /EUSAGE/,
    'package.json and package-lock.json do not fit together',
    'Run npm install to bring them together; then start again.',
  ],
  [
    /no space left on device|ENOSPC/,
    'the disk is full',
    'Free space (a build needs about 4 GB) and start again.',
  ],
  [
    /no such host|ENOTFOUND|EAI_AGAIN|Temporary failure resolving|Could not resolve/,
    'a name could not be resolved',
    'Check the network connection and, behind a proxy, HTTPS_PROXY; then start again.',
  ],
  [
    /i\/o timeout|ETIMEDOUT|connection refused|ECONNREFUSED|ECONNRESET|proxyconnect|network is unreachable/,
    'the network does not answer',
    'Check the network connection and, behind a proxy, HTTPS_PROXY; then start again.',
  ],
  [
    /certificate|self.signed|SELF_SIGNED/i,
    'a TLS certificate is not trusted',
    "Install the network's certificate authority (NODE_EXTRA_CA_CERTS, SSL_CERT_FILE); then start again.",
  ],
  [
    /40[0-9] |410 Gone|E40[0-9]/,
    'the package server refused',
    'Check the configured mirror (GOPROXY for Go, the registry of npm); then start again.',
  ],
  [
    /permission denied|EACCES|EPERM/,
    'a file or folder may not be written',
    'Check who owns the folders named below; then start again.',
  ],
  [
    /requires go >= ?[\d.]+/,
    'this Go is too old for the module',
    'Install a newer Go; then start again.',
  ],
];

/**
 * The error for a command that failed: the likely cause, what to do, and the last lines it printed.
 * @param {string} what what was being done, "building livekit-server 1.13.5"
 * @param {string} output
 */
export function failure(what, output) {
  const lines = output.trim().split('\n').slice(-TAIL_LINES);
  const tail = lines.map((line) => `         | ${line}`).join('\n');
  const known = causes.find(([pattern]) => /** @type {RegExp} */ (pattern).test(output));
  return known === undefined
    ? new SetupError(`${what} failed:\n${tail}`, 'Read the lines above.')
    : new SetupError(`${what} failed: ${String(known[1])}.\n${tail}`, String(known[2]));
}
