/** Leads the media of a connection through a relay, by what the two sides tell each other of themselves. */
import type { SignalRequest, SignalResponse } from '@livekit/protocol';
import { z } from 'zod';

const candidateSchema = z.looseObject({ candidate: z.string() });

/**
 * What the server says of itself: its UDP port becomes the relay's, its TCP port is not told.
 * @returns null for a message that is nothing but that (an empty candidate makes rtc-node panic)
 */
export function throughRelay(
  response: SignalResponse,
  from: number,
  to: number,
): SignalResponse | null {
  const { message } = response;
  const relayed = (line: string): string => line.replace(` ${from} typ `, ` ${to} typ `);
  if (message.case === 'offer' || message.case === 'answer') {
    const lines = message.value.sdp.split('\r\n').filter((line) => !isTcp(line));
    message.value.sdp = lines.map(relayed).join('\r\n');
  } else if (message.case === 'trickle') {
    const init = candidateSchema.parse(JSON.parse(message.value.candidateInit));
    if (isTcp(init.candidate)) return null;
    const candidate = relayed(init.candidate);
    message.value.candidateInit = JSON.stringify({ ...init, candidate });
  }
  return response;
}

/**
 * What the client says of itself is kept back, or the server would send around the relay: it learns the
 * relay's address from the first datagram. @returns null for a message that is nothing but that
 */
export function withoutCandidates(request: SignalRequest): SignalRequest | null {
  const { message } = request;
  if (message.case === 'trickle') return null;
  if (message.case === 'offer' || message.case === 'answer') {
    const lines = message.value.sdp.split('\r\n');
    message.value.sdp = lines.filter((line) => !line.startsWith('a=candidate')).join('\r\n');
  }
  return request;
}

function isTcp(line: string): boolean {
  return /candidate:\S+ \d+ tcp /i.test(line);
}
