/** Whether a session that begins now would be recorded, and if not, why. */
import type { ErrorCode } from '../../shared/errors.ts';
import type { EngineSnapshot, ServiceView } from '../../shared/snapshot.ts';

export interface NotReady {
  /** `syncflow`, `livekit`, `broker`, `disk`. */
  readonly part: string;
  readonly projectId: string | null;
  readonly code: ErrorCode | null;
  readonly message: string;
}

/** Empty: ready. Sessions that have trouble of their own do not count: they are in the metrics. */
export function whyNotReady({ projects, disk }: EngineSnapshot): NotReady[] {
  const found: NotReady[] = [];
  for (const { projectId, kind, api, broker } of projects) {
    found.push(...trouble(kind, projectId, api));
    if (broker !== null) found.push(...trouble('broker', projectId, broker));
  }
  if (disk === null) {
    found.push({
      ...{ part: 'disk', projectId: null, code: 'disk-failed' },
      message: 'the disk of the data folder cannot be read',
    });
  } else if (disk.level === 'urgent') {
    found.push({
      ...{ part: 'disk', projectId: null, code: 'disk-full' },
      message: `only ${Math.floor(disk.freeBytes / 1e6)} MB are free on the disk of the data folder`,
    });
  }
  return found;
}

function trouble(part: string, projectId: string, { state, error }: ServiceView): NotReady[] {
  if (state === 'ok') return [];
  const message = error?.message ?? 'it has not answered yet';
  return [{ part, projectId, code: error?.code ?? null, message }];
}
