/** From what amqplib says to an error of the catalogue. The texts of 403 quote the token: never kept. */
import { RecorderError } from '../../shared/errors.ts';
import type { BrokerConfig } from '../config/config.ts';

export function brokerError(cause: unknown, broker: BrokerConfig): RecorderError {
  if (cause instanceof RecorderError) return cause;
  const at = `${broker.host}:${broker.port}`;
  const text = cause instanceof Error ? cause.message : 'the connection was closed';
  if (/530|NOT[-_]ALLOWED|vhost .* not found/i.test(text)) {
    return new RecorderError(
      'broker-no-vhost',
      `the broker ${at} has no virtual host "${broker.vhost}"`,
    );
  }
  if (/access to topic|ACCESS_REFUSED - access/i.test(text)) {
    return new RecorderError('broker-bind-refused', `the broker ${at} refuses a device group`);
  }
  if (/403|ACCESS[-_]REFUSED/i.test(text)) {
    // Also when the SyncFlow server is down or silent: 403 does not prove that the key is wrong.
    return new RecorderError('broker-login-refused', `the broker ${at} refuses the login`);
  }
  if (/404|NOT[-_]FOUND/i.test(text)) {
    return new RecorderError('broker-no-exchange', `the exchange is missing on the broker ${at}`);
  }
  if (/ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EAI_AGAIN|timeout/i.test(text)) {
    return new RecorderError('broker-unreachable', `the broker ${at} cannot be reached`);
  }
  if (/certificate|TLS|SSL/i.test(text)) {
    return new RecorderError('broker-unreachable', `no secure connection to the broker ${at}`);
  }
  return new RecorderError('broker-channel-lost', `the connection to the broker ${at} was lost`);
}
