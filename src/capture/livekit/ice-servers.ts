import type { ICEServer } from '@livekit/protocol';
import type { IceServer } from 'node-datachannel';

/** libjuice uses no more than two (livekit-wire.md §6). */
const MOST_RELAYS = 2;
const relayShape = /^turn:(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?transport=udp)?$/;

/**
 * The relays that libjuice can use: TURN over UDP. STUN servers are left out: LiveKit's server has a
 * public address and learns ours from our packets, and its defaults belong to third parties who need not
 * hear of a recording.
 */
export function relaysOf(servers: readonly ICEServer[]): IceServer[] {
  const relays = servers.flatMap(({ urls, username, credential }) =>
    urls.flatMap((url): IceServer[] => {
      const [, host, port = '3478'] = relayShape.exec(url) ?? [];
      if (host === undefined) return [];
      const hostname = host.replace(/^\[|\]$/g, '');
      return [
        { hostname, port: Number(port), username, password: credential, relayType: 'TurnUdp' },
      ];
    }),
  );
  return relays.slice(0, MOST_RELAYS);
}
