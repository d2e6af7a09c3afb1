/** RabbitMQ's own tool, for what no client may do. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { rabbitmq as installed } from '../../scripts/setup.mjs';
import { brokerVhost } from './rabbitmq-config.ts';

const run = promisify(execFile);
const LIMIT_MS = 30_000;

/**
 * Deletes every queue that belongs to one connection, as an operator would; consumers are told so.
 * @param environment That of the broker's node.
 * @throws Error when the broker is not there
 */
export async function deleteExclusiveQueues(
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const exclusive = 'is_pid(amqqueue:get_exclusive_owner(Q))';
  const queues = `Q <- rabbit_amqqueue:list(<<"${brokerVhost}">>), ${exclusive}`;
  const code = `[rabbit_amqqueue:delete(Q, false, false, <<"operator">>) || ${queues}], ok.`;
  const program = join(dirname(installed.server), 'rabbitmqctl');
  const env = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ...environment };
  await run(program, ['--quiet', 'eval', code], { env, timeout: LIMIT_MS });
}
