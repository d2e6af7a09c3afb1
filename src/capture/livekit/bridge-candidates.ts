/** ICE candidates as SDP writes them, as far as the TCP bridge has to understand them. */

/** Where a server listens for media over TCP. */
export interface TcpTarget {
  readonly host: string;
  readonly port: number;
}

/** Where the server takes connections; null for all other candidates. @param line without `a=` */
export function tcpTarget(line: string): TcpTarget | null {
  const parts = line.trim().split(/\s+/);
  const [, , protocol = '', , host = '', port = ''] = parts;
  if (protocol.toLowerCase() !== 'tcp' || host === '') return null;
  const type = parts.indexOf('tcptype');
  if (type === -1 || parts[type + 1]?.toLowerCase() !== 'passive') return null;
  const number = Number(port);
  // 9 is what an active candidate names; nobody listens there.
  return Number.isInteger(number) && number > 9 && number < 65_536 ? { host, port: number } : null;
}

/** The candidate under which the peer connection reaches the bridge. */
export function bridgeCandidate(port: number): string {
  return `candidate:1 1 udp 2130706431 127.0.0.1 ${port} typ host`;
}

/** True for a candidate over UDP, the only ones that libjuice uses. */
export function isUdpCandidate(line: string): boolean {
  return line.trim().split(/\s+/)[2]?.toLowerCase() === 'udp';
}

export interface SplitDescription {
  /** The description without candidates. */
  readonly sdp: string;
  /** Its candidates, without `a=`, in order. */
  readonly candidates: readonly string[];
}

/** Takes the candidates out of a description, and the word that there will be no more. */
export function splitCandidates(sdp: string): SplitDescription {
  const lines = sdp.split(/\r?\n/);
  const rest = lines.filter((line) => !/^a=(candidate:|end-of-candidates)/.test(line));
  const candidates = lines.filter((line) => line.startsWith('a=candidate:'));
  return { sdp: rest.join('\r\n'), candidates: candidates.map((line) => line.slice(2)) };
}
