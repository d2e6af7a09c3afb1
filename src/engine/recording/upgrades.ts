/**
 * Versions of the format. A segment says its own in its first line, so a recording may hold segments of
 * several (a recorder was updated while a session ran). Whoever reads sees records of the newest.
 */
import { FORMAT_VERSION } from '../../shared/layout.ts';

type Json = Readonly<Record<string, unknown>>;

/** Turns a record of one version into one of the next. */
export type Upgrade = (record: Json) => Json;

/**
 * By the version that a step starts from. Version 1 is the first that was ever written to disk, so there
 * is none yet; a change that old readers would misread adds one, with a fixture of the old version in
 * tests/fixtures/recordings. Members and kinds that are only added need none.
 */
export const upgrades: ReadonlyMap<number, Upgrade> = new Map();

/** Null when this recorder reads that version; otherwise why not. */
export function describeVersion(version: number, steps = upgrades): string | null {
  if (version > FORMAT_VERSION) {
    return `format version ${version} is newer than this recorder, which reads up to ${FORMAT_VERSION}`;
  }
  for (let step = version; step < FORMAT_VERSION; step += 1) {
    if (!steps.has(step)) return `format version ${version} cannot be read any more`;
  }
  return null;
}

/** The record as the newest version has it. @throws RangeError for a version that is not readable */
export function upgradeRecord(
  record: Json,
  version: number,
  steps = upgrades,
  newest = FORMAT_VERSION,
): Json {
  let upgraded = record;
  for (let from = version; from < newest; from += 1) {
    const step = steps.get(from);
    if (step === undefined) throw new RangeError(`no step from format version ${from}`);
    upgraded = step(upgraded);
  }
  return upgraded;
}
