/** From what amqplib says to an error of the catalogue. The texts of 403 quote the token: never kept. */
import { RecorderError } from '../../shared/errors.ts';
import { redact } from '../../shared/redact.ts';
import type { BrokerConfig } from '../config/config.ts';
import { networkFault } from '../network/network-fault.ts';

/**
 * Why the recorder does not listen. amqplib 2.3.1 gives the broker's code as `code` once the connection
 * is open, only within the text during the handshake, and not at all when the virtual host is refused
 * (measured with RabbitMQ 3.10).
 */
export function brokerError(cause: unknown, broker: BrokerConfig): RecorderError {
  if (cause instanceof RecorderError) return cause;
  const at = `${broker.host}:${broker.port}`;
  const text = cause instanceof Error ? cause.message : '';
  if (text.startsWith('Expected ConnectionOpenOk; got <ConnectionClose')) return noVhost(broker);
  const reply = replyCode(cause, text);
  if (reply !== null) return replyError(reply, text, broker);
  if (text === 'Heartbeat timeout' || text === 'connect ETIMEDOUT') {
    return new RecorderError('broker-unreachable', `the broker ${at} does not answer`);
  }
  const fault = networkFault(cause);
  if (fault?.kind === 'cut') {
    return new RecorderError('broker-channel-lost', `the connection to the broker ${at} was cut`);
  }
  if (fault !== null) {
    const code = fault.certificate ?? 'broker-unreachable';
    const message = `the broker ${at} cannot be reached: ${fault.words}`;
    return new RecorderError(code, message);
  }
  const why = text === '' ? '' : `: ${redact(text)}`;
  const message = `the connection to the broker ${at} was closed${why}`;
  return new RecorderError('broker-channel-lost', message);
}

function replyError(reply: number, text: string, broker: BrokerConfig): RecorderError {
  const at = `${broker.host}:${broker.port}`;
  switch (reply) {
    case 403:
      // The topic is refused for a group without a registered device. Any other 403, at login, declare
      // or bind, also comes when the SyncFlow server is down: it does not prove that the key is wrong.
      return text.includes('access to topic')
        ? new RecorderError('broker-bind-refused', `the broker ${at} refuses a device group`)
        : new RecorderError('broker-login-refused', `the broker ${at} refuses the login`);
    case 404:
      return new RecorderError('broker-no-exchange', `the exchange is missing on the broker ${at}`);
    case 530:
      return noVhost(broker);
    default:
      return new RecorderError(
        'broker-channel-lost',
        `the broker ${at} closed the connection (${reply})`,
      );
  }
}

function noVhost(broker: BrokerConfig): RecorderError {
  return new RecorderError(
    'broker-no-vhost',
    `the broker ${broker.host}:${broker.port} has no virtual host "${broker.vhost}", or refuses it`,
  );
}

function replyCode(cause: unknown, text: string): number | null {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'number')
    return cause.code;
  const told =
    /^(?:Handshake terminated by server|Connection closed|Channel closed by server): (\d{3}) /;
  const digits = told.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}
