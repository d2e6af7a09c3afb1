/** Which message comes next: first the odd ones, if wanted, then the ordinary kinds in turn. */
import type { PublishingConfig } from './device-options.ts';
import { ordinaryMessage } from './messages.ts';
import type { OutgoingMessage } from './messages.ts';
import { oddMessages } from './odd-messages.ts';

export interface Scheduled {
  readonly reliable: boolean;
  /** The message, given the number that it gets in the ledger. */
  message(n: number): OutgoingMessage;
}

/** Never ends. Of the ordinary messages the wanted share is lossy, evenly spread. */
export function* scheduleOf(
  config: Pick<PublishingConfig, 'name' | 'kinds' | 'lossyShare' | 'odd'>,
): Generator<Scheduled, never> {
  const { name, kinds, lossyShare } = config;
  for (const odd of config.odd ? oddMessages() : []) yield { reliable: true, message: () => odd };
  for (let index = 0; ; index += 1) {
    const kind = kinds[index % kinds.length] ?? 'sensor';
    const lossy = Math.floor((index + 1) * lossyShare) > Math.floor(index * lossyShare);
    yield { reliable: !lossy, message: (n) => ordinaryMessage(kind, n, name) };
  }
}
