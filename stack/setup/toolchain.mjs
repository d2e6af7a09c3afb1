import { atLeast, minimums } from './versions.mjs';
import { capture, SetupError } from './run.mjs';

/** Debian's own Go is too old; the archive from go.dev unpacks to the second place. */
const goPlaces = ['go', '/usr/local/go/bin/go'];
const pythonPlaces = ['python3', 'python'];

/** The version of the Node that runs this. @throws SetupError when it is too old */
export function checkNode() {
  const version = process.versions.node;
  if (atLeast(version, minimums.node)) return version;
  throw new SetupError(
    `this is Node ${version}; ${minimums.node} or newer is needed.`,
    `Install Node ${minimums.node} or newer (https://nodejs.org) and start again.`,
  );
}

/**
 * A Go that is new enough, from PATH or /usr/local/go.
 * @returns {{ command: string, version: string }}
 * @throws SetupError when there is none
 */
export function findGo() {
  return find(
    'Go',
    goPlaces,
    ['version'],
    /go(\d+\.\d+(?:\.\d+)?)/,
    minimums.go,
    'https://go.dev/dl',
  );
}

/**
 * A Python that is new enough (for the checker).
 * @returns {{ command: string, version: string }}
 * @throws SetupError when there is none
 */
export function findPython() {
  const pattern = /Python (\d+\.\d+(?:\.\d+)?)/;
  return find('Python', pythonPlaces, ['--version'], pattern, minimums.python, 'python3');
}

/**
 * @param {string} name
 * @param {readonly string[]} places
 * @param {readonly string[]} args
 * @param {RegExp} pattern
 * @param {string} minimum
 * @param {string} source
 */
function find(name, places, args, pattern, minimum, source) {
  const tooOld = [];
  for (const command of places) {
    const version = pattern.exec(capture(command, args) ?? '')?.[1];
    if (version === undefined) continue;
    if (atLeast(version, minimum)) return { command, version };
    tooOld.push(version);
  }
  const found = tooOld.length === 0 ? 'was not found' : `is too old (${tooOld.join(', ')})`;
  throw new SetupError(
    `${name} ${minimum} or newer is needed; ${name} ${found}.`,
    `Install ${name} ${minimum} or newer (${source}) and start again.`,
  );
}
