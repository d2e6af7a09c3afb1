import { expect, test } from 'vitest';
import type { ErrorCode } from '../../shared/errors.ts';
import { brokerError } from './broker-errors.ts';

const broker = { host: '127.0.0.1', port: 5404, vhost: 'syncflow', tls: false };
const token = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTUyNjQxMjAsImV4cCI6MTc5NTI';

/** As RabbitMQ 3.10 and amqplib 2.3.1 say it. */
test.each<[string, number | string | null, ErrorCode]>([
  [
    'Handshake terminated by server: 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile."',
    null,
    'broker-login-refused',
  ],
  ['Expected ConnectionOpenOk; got <ConnectionClose channel:0>', null, 'broker-no-vhost'],
  [
    `Operation failed: QueueBind; 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - access to topic 'p1.lab' in exchange 'syncflow-sessions' in vhost 'syncflow' refused for user '${token}..."`,
    403,
    'broker-bind-refused',
  ],
  [
    `Channel closed by server: 403 (ACCESS-REFUSED) with message "ACCESS_REFUSED - access to queue 'amq.gen-x' in vhost 'syncflow' refused for user '${token}..."`,
    403,
    'broker-login-refused',
  ],
  [
    "Channel closed by server: 404 (NOT-FOUND) with message \"NOT_FOUND - no exchange 'nope' in vhost 'syncflow'\"",
    404,
    'broker-no-exchange',
  ],
  [
    'Connection closed: 320 (CONNECTION-FORCED) with message "CONNECTION_FORCED - broker forced connection closure"',
    320,
    'broker-channel-lost',
  ],
  [
    'Channel closed by server: 406 (PRECONDITION-FAILED) with message "x"',
    406,
    'broker-channel-lost',
  ],
  ['read ECONNRESET', 'ECONNRESET', 'broker-channel-lost'],
  ['connect ECONNREFUSED 127.0.0.1:5404', 'ECONNREFUSED', 'broker-unreachable'],
  ['connect ECONNREFUSED 127.0.0.1:4030', 'ECONNREFUSED', 'broker-unreachable'],
  ['getaddrinfo ENOTFOUND nowhere.invalid', 'ENOTFOUND', 'broker-unreachable'],
  ['connect ETIMEDOUT', null, 'broker-unreachable'],
  ['Heartbeat timeout', null, 'broker-unreachable'],
  ['self-signed certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-untrusted'],
  ['Unexpected close', null, 'broker-channel-lost'],
  ['Socket closed abruptly during opening handshake', null, 'broker-channel-lost'],
])('%s', (text, code, expected) => {
  const cause = Object.assign(new Error(text), code === null ? {} : { code });
  const error = brokerError(cause, broker);
  expect(error.code).toBe(expected);
  expect(error.message).not.toContain('eyJ');
  expect(error.message).toContain('127.0.0.1:5404');
});

test('what is no error at all is a lost connection', () => {
  expect(brokerError(undefined, broker).code).toBe('broker-channel-lost');
});
