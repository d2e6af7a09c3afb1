/**
 * Loads `@livekit/rtc-node`, when the first room needs it: it brings 48 threads a room and some 60 MB that
 * a recorder on our own client never has (livekit-wire.md §0).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Bindings from '@livekit/rtc-ffi-bindings';
import type * as Sdk from '@livekit/rtc-node';
import { bundleOfAuthorities } from '../../engine/network/authorities.ts';
import type { Log } from '../../shared/log.ts';

export interface RtcNode {
  readonly sdk: typeof Sdk;
  readonly bindings: typeof Bindings;
}

const RELEASE_LIMIT_MS = 1_000;

let loading: Promise<RtcNode> | null = null;

/** The same at each call. Rejects where the platform has no build of it. */
export function loadRtcNode(log: Log): Promise<RtcNode> {
  loading ??= load(log);
  return loading;
}

/**
 * The last call of a process before it ends; without it a process that has used rtc-node stays for good
 * (livekit-capture.md §7). Never rejects, and gives up after a second.
 */
export async function releaseRtcNode(): Promise<void> {
  if (loading === null) return;
  const released = loading.then(({ sdk }) => sdk.dispose()).catch(() => undefined);
  const limit = new Promise<void>((resolve) => {
    setTimeout(resolve, RELEASE_LIMIT_MS).unref();
  });
  await Promise.race([released, limit]);
}

async function load(log: Log): Promise<RtcNode> {
  // An event that rtc-node does not expect rejects a promise nobody waits for: that must not end the
  // process, which records other rooms.
  process.on('unhandledRejection', (error) => {
    log.error('a promise was rejected unheard', { error });
  });
  tellAuthorities();
  const before = process.env['NODE_ENV'];
  // Outside production it logs every step to stdout; it looks once, when it is loaded.
  process.env['NODE_ENV'] = 'production';
  try {
    const [sdk, bindings] = await Promise.all([
      import('@livekit/rtc-node'),
      import('@livekit/rtc-ffi-bindings'),
    ]);
    return { sdk, bindings };
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

/** Its own TLS library reads the file that SSL_CERT_FILE names, in the place of the system's. */
function tellAuthorities(): void {
  const bundle = bundleOfAuthorities();
  if (bundle === null) return;
  const folder = mkdtempSync(join(tmpdir(), 'syncflow-authorities-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const file = join(folder, 'authorities.pem');
  writeFileSync(file, bundle);
  process.env['SSL_CERT_FILE'] = file;
}
