/** What RabbitMQ asks SyncFlow about a client (rabbitmq-consumer.json): true allows it. */
import { projectOfToken } from './auth.ts';
import type { Backend } from './backend.ts';
import { PlainTextError } from './errors.ts';

export const brokerQuestions = ['user', 'vhost', 'resource', 'topic'] as const;
export type BrokerQuestion = (typeof brokerQuestions)[number];

/** Without one of these the HTTP framework answers 400 before SyncFlow is asked. */
const required: Readonly<Record<BrokerQuestion, readonly string[]>> = {
  user: ['username', 'password'],
  vhost: ['username', 'vhost', 'ip'],
  resource: ['username', 'vhost', 'resource', 'name', 'permission'],
  topic: ['username', 'vhost', 'resource', 'name', 'permission', 'routing_key'],
};

export function allows(
  backend: Backend,
  question: BrokerQuestion,
  query: URLSearchParams,
): boolean {
  const missing = required[question].find((name) => !query.has(name));
  if (missing !== undefined) {
    throw new PlainTextError(400, `Query deserialize error: missing field \`${missing}\``);
  }
  const project = projectOfToken(backend.store, query.get('username') ?? '', backend.now());
  if (project === null) return false;
  // The password is looked up among the groups, but an unknown one passes as well.
  if (question === 'user') return !backend.faults.refuseBrokerLogin;
  const { broker } = backend.config;
  if (query.get('vhost') !== broker?.vhost) return false;
  if (question !== 'topic') return true;
  const readsAnnouncements =
    query.get('resource') === 'topic' &&
    query.get('name') === broker.exchange &&
    query.get('permission') === 'read';
  if (!readsAnnouncements) return true;
  return backend.store.bindingKeysOf(project.id).includes(query.get('routing_key') ?? '');
}
