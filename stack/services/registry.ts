/**
 * What each process of the stack owns, written down where a later process finds it: the processes it
 * started, its throwaway folders, its reserved ports. One file for each owner, so that owners never
 * write the same file. Read by reap.ts.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { identifySelf, processIdentitySchema } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

const OWNER_FILE = /^owner-.*\.json$/;

const ownerSchema = z.object({
  owner: processIdentitySchema,
  /** Leaders of process groups. */
  processes: z.array(processIdentitySchema.extend({ name: z.string() })),
  folders: z.array(z.string()),
});
export type OwnerRecord = z.infer<typeof ownerSchema>;

/** The registry's folder, made when missing. One for each user: another's processes cannot be ended. */
export function registryFolder(): string {
  const folder = join(tmpdir(), `syncflow-recorder-stack-${userInfo().username}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

const own: OwnerRecord = { owner: identifySelf(), processes: [], folders: [] };
const ownFile = `owner-${process.pid}-${randomBytes(4).toString('hex')}.json`;

/** Writes down that this process started `identity`, the leader of a process group. */
export function recordProcess(name: string, identity: ProcessIdentity): void {
  own.processes.push({ name, ...identity });
  save();
}

export function forgetProcess(pid: number): void {
  own.processes = own.processes.filter((process) => process.pid !== pid);
  save();
}

export function recordFolder(folder: string): void {
  own.folders.push(folder);
  save();
}

export function forgetFolder(folder: string): void {
  own.folders = own.folders.filter((other) => other !== folder);
  save();
}

/** Every owner's record, with the file it stands in. A file that cannot be read is left out. */
export function readOwners(): readonly { readonly file: string; readonly record: OwnerRecord }[] {
  const folder = registryFolder();
  return readdirSync(folder)
    .filter((name) => OWNER_FILE.test(name))
    .flatMap((name) => {
      const file = join(folder, name);
      const record = readOwner(file);
      return record === null ? [] : [{ file, record }];
    });
}

function readOwner(file: string): OwnerRecord | null {
  try {
    const parsed = ownerSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null; // removed by its owner between the listing and now
  }
}

function save(): void {
  const file = join(registryFolder(), ownFile);
  if (own.processes.length === 0 && own.folders.length === 0) {
    rmSync(file, { force: true });
    return;
  }
  writeFileSync(`${file}.new`, JSON.stringify(own), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
