/** The way to a LiveKit server as a network that can fail: signalling and media together or apart. */
import type { LiveKit } from '../services/livekit.ts';
import { SignalRelay, type SignalRelayOptions } from './signal-relay.ts';
import { UdpRelay } from './udp-relay.ts';

export class FaultyNetwork {
  readonly signal: SignalRelay;
  readonly media: UdpRelay;

  private constructor(signal: SignalRelay, media: UdpRelay) {
    this.signal = signal;
    this.media = media;
  }

  static async start(
    livekit: LiveKit,
    options: Pick<SignalRelayOptions, 'change'> = {},
  ): Promise<FaultyNetwork> {
    const media = await UdpRelay.start(livekit.udpPort);
    const signal = await SignalRelay.start({
      serverPort: livekit.port,
      media: { from: livekit.udpPort, to: media.port },
      ...options,
    });
    return new FaultyNetwork(signal, media);
  }

  /** What a client connects to. */
  get url(): string {
    return this.signal.url;
  }

  /** Nothing gets through any more; nobody is told. */
  vanish(): void {
    this.signal.set('silent');
    this.media.set({ loss: 1 });
  }

  /** As before; connections that stood when it vanished are reset at the first word. */
  comeBack(): void {
    this.media.set({});
    this.signal.set('pass');
    this.signal.cut();
  }

  async stop(): Promise<void> {
    this.media.close();
    await this.signal.stop();
  }
}
