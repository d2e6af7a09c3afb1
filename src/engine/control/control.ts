/** Everything that orders the running engine from outside: the local socket, and RabbitMQ if set up. */
import type { Log } from '../../shared/log.ts';
import type { EngineConfig } from '../config/config.ts';
import type { ControlTarget } from './carry-out.ts';
import { ControlSocket } from './control-socket.ts';
import { RemoteControl } from './remote-control.ts';

export class Control {
  readonly #socket: ControlSocket;
  readonly #remote: RemoteControl | null;

  constructor(config: EngineConfig, target: ControlTarget, log: Log) {
    const { dataFolder, remoteControl, plainHosts } = config;
    this.#socket = new ControlSocket(dataFolder, target, log);
    this.#remote =
      remoteControl === null
        ? null
        : new RemoteControl({ config: remoteControl, plainHosts, target, log });
  }

  async start(): Promise<void> {
    await this.#socket.start();
    this.#remote?.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#socket.stop(), this.#remote?.stop()]);
  }
}
