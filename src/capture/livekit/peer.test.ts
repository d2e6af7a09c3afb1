import nodeDataChannel, { type PeerConnection } from 'node-datachannel';
import { expect, test, vi } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { Peer } from './peer.ts';

/** A server that tries every address of ours as soon as it has it. */
function server(): PeerConnection {
  return new nodeDataChannel.PeerConnection('server', {
    iceServers: [],
    disableAutoNegotiation: true,
  });
}

test('the server gets our addresses only after its own description is taken', async () => {
  const remote = server();
  const sent: string[] = [];
  let offer = '';
  let isOpen = false;
  const peer = new Peer(
    [],
    {
      onDescription: (_type, sdp) => {
        offer = sdp;
      },
      onCandidate: (candidate, mid) => {
        sent.push(candidate);
        remote.addRemoteCandidate(candidate, mid);
      },
      onOpen: () => {
        isOpen = true;
      },
      onMessage: () => undefined,
      onState: () => undefined,
    },
    silentLog,
  );
  const answer = new Promise<string>((resolve) => {
    remote.onLocalDescription((sdp) => {
      resolve(sdp);
    });
  });
  try {
    peer.start('v1');
    await vi.waitFor(() => {
      expect(offer).not.toBe('');
    });
    remote.setRemoteDescription(offer, 'offer');
    remote.setLocalDescription('answer');
    const sdp = await answer;
    // Long enough for the library to have found the addresses of this computer.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(offer).not.toContain('a=candidate');
    expect(sent).toEqual([]);
    peer.describe('answer', sdp);
    await vi.waitFor(
      () => {
        expect(isOpen).toBe(true);
      },
      { timeout: 15_000 },
    );
    expect(sent).not.toEqual([]);
    expect(sent.every((candidate) => candidate.startsWith('candidate:'))).toBe(true);
  } finally {
    peer.close();
    remote.close();
  }
});
