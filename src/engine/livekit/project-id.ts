import { createHash } from 'node:crypto';

/**
 * The id of a bare LiveKit server's project where nobody gave one: the same on every computer, and
 * another for another server or another name.
 */
export function livekitProjectId(url: string, name: string): string {
  const host = URL.canParse(url) ? new URL(url).host : url;
  const hash = createHash('sha256')
    .update(JSON.stringify([host, name]))
    .digest('hex');
  return `livekit-${hash.slice(0, 12)}`;
}
