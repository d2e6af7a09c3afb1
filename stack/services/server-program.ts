import { locateServer } from '../../scripts/setup.mjs';
import type { ServerName } from '../../scripts/setup.mjs';

/** The program of a server that scripts/setup.mjs builds. @throws Error when it is not built yet */
export function serverProgram(name: ServerName): string {
  const program = locateServer(name);
  if (program === null) throw new Error(`${name} is not built yet. Run: node scripts/setup.mjs`);
  return program;
}

/** True when a GET of this URL answers 200. For readiness probes: gives up after a second. */
export async function answersOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
  await response.arrayBuffer();
  return response.status === 200;
}
