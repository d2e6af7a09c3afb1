import {
  ClientInfo,
  ClientInfo_SDK,
  ConnectionSettings,
  JoinRequest,
  ReconnectReason,
  WrappedJoinRequest,
} from '@livekit/protocol';
import { RecorderError } from '../../shared/errors.ts';

/** v1: one peer connection, we offer. v0: the server offers; servers before 1.9.10 know only this. */
export type Transport = 'v1' | 'v0';

/** 16 gives `leave` its actions; higher ones add nothing for a receiver. */
const PROTOCOL = 16;
/** The server treats clients by name and version; with this one it never prefers ICE over TCP (measured). */
const CLIENT = { sdk: ClientInfo_SDK.GO, name: 'go', version: '2.16.0' } as const;

const schemes = new Map([
  ['ws:', 'ws:'],
  ['http:', 'ws:'],
  ['wss:', 'wss:'],
  ['https:', 'wss:'],
]);

/**
 * Where to open the websocket. The token is not in it (it goes into a header), so it may be logged.
 * @param resumeSid our sid, to resume after the websocket alone was lost (v1 only)
 * @throws RecorderError plain-connection-refused for ws:// to a host that is not allowed,
 *   config-bad-value for what is no URL
 */
export function signalUrl(
  server: string,
  transport: Transport,
  plainHosts: readonly string[],
  resumeSid?: string,
): URL {
  const url = baseUrl(server, plainHosts);
  const folder = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`;
  if (transport === 'v1') {
    url.pathname = `${folder}rtc/v1`;
    url.searchParams.set('join_request', joinRequest(resumeSid));
    return url;
  }
  url.pathname = `${folder}rtc`;
  const query = {
    auto_subscribe: '0',
    adaptive_stream: '0',
    auto_subscribe_data_track: '1',
    protocol: String(PROTOCOL),
    sdk: CLIENT.name,
    version: CLIENT.version,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
}

function baseUrl(server: string, plainHosts: readonly string[]): URL {
  const url = URL.canParse(server) ? new URL(server) : null;
  const scheme = schemes.get(url?.protocol ?? '');
  if (url === null || scheme === undefined) {
    throw new RecorderError('config-bad-value', 'The LiveKit server URL is not a ws or wss URL.');
  }
  if (scheme === 'ws:' && !plainHosts.includes(url.hostname)) {
    throw new RecorderError(
      'plain-connection-refused',
      `The LiveKit server at ${url.hostname} offers only an unencrypted connection.`,
    );
  }
  url.protocol = scheme;
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return url;
}

/** base64url with padding: the server's decoder refuses it without. */
function joinRequest(resumeSid: string | undefined): string {
  const request = new JoinRequest({
    clientInfo: new ClientInfo({
      sdk: CLIENT.sdk,
      version: CLIENT.version,
      protocol: PROTOCOL,
      os: process.platform,
    }),
    connectionSettings: new ConnectionSettings({ autoSubscribeDataTrack: true }),
  });
  if (resumeSid !== undefined) {
    request.reconnect = true;
    request.reconnectReason = ReconnectReason.RR_SIGNAL_DISCONNECTED;
    request.participantSid = resumeSid;
  }
  const wrapped = new WrappedJoinRequest({ joinRequest: request.toBinary() }).toBinary();
  return Buffer.from(wrapped).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
