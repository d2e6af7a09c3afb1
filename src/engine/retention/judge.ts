/** Whether the local data of a recording may go. Everything that is in doubt stays. */
import { MANIFEST_FILE } from '../../shared/layout.ts';
import type { Manifest } from '../recording/manifest.ts';
import type { DestinationKind, UploadRow } from '../state/upload-rows.ts';

const DAY_MS = 24 * 3_600_000;

export interface RetentionFacts {
  /** Unix milliseconds. */
  readonly now: number;
  /** Null: local data is kept. */
  readonly keepDays: number | null;
  readonly manifest: Manifest;
  /** Of the manifest as it lies on the disk. */
  readonly manifestSize: number;
  readonly manifestSha256: string;
  /** The destinations that are set up for its project. */
  readonly destinations: readonly DestinationKind[];
  /** All rows of the recording in the ledger. */
  readonly rows: readonly UploadRow[];
  /** Whether its session is over for this recorder. */
  readonly isOver: boolean;
  /** When it was brought back; null: never. */
  readonly fetchedAt: number | null;
  /** What lies in its folder and is neither in the manifest nor made from it. */
  readonly strange: readonly string[];
}

/** `dueAt` in unix milliseconds. */
export type RetentionVerdict =
  | { readonly do: 'delete'; readonly dueAt: number }
  /** It will go then, as things stand. */
  | { readonly do: 'wait'; readonly dueAt: number }
  /** In words: why it stays. */
  | { readonly do: 'keep'; readonly why: string };

export function judgeRetention(facts: RetentionFacts): RetentionVerdict {
  const { now, keepDays, manifest, fetchedAt } = facts;
  if (keepDays === null) return keep('local data is kept, as the settings say');
  const { status, endedAt } = manifest;
  if (status === 'recording' || endedAt === null || !facts.isOver) return keep('it is not final');
  if (status === 'damaged') return keep('it is damaged');
  const problem = notVerified(facts);
  if (problem !== null) return keep(problem);
  const [first, ...others] = facts.strange;
  if (first !== undefined) {
    return keep(`its folder holds what is not of the recording: ${first}${more(others.length)}`);
  }
  const dueAt = Math.max(Date.parse(endedAt), fetchedAt ?? 0) + keepDays * DAY_MS;
  return { do: now >= dueAt ? 'delete' : 'wait', dueAt };
}

const keep = (why: string): RetentionVerdict => ({ do: 'keep', why });
const more = (count: number): string => (count === 0 ? '' : ` and ${count} more`);

/** What is not proven to lie in a destination, in words; null: everything is, in each of them. */
function notVerified(facts: RetentionFacts): string | null {
  const { destinations, manifest, manifestSize, manifestSha256, rows } = facts;
  if (destinations.length === 0) return 'its project uploads nowhere';
  const own = { path: MANIFEST_FILE, size: manifestSize, sha256: manifestSha256 };
  for (const destination of destinations) {
    for (const { path, size, sha256 } of [...manifest.files, own]) {
      const row = rows.find((one) => one.destination === destination && one.file === path);
      const where = destination === 's3' ? 'bucket' : 'folder';
      if (row?.state !== 'verified' || row.verifiedAt === null) {
        return `${path} is not verified in the ${where}`;
      }
      if (row.size !== size || row.sha256 !== sha256) {
        return `${path} in the ${where} is another one than on this disk`;
      }
    }
  }
  return null;
}
