import { RecorderError, toRecorderError } from '../../shared/errors.ts';

/**
 * A broker that refuses the login has asked SyncFlow before, and does not tell a refused key from a
 * SyncFlow server that is down (syncflow-contract.md, RabbitMQ). SyncFlow itself does.
 *
 * @param askSyncflow Any call with the same key.
 */
export async function explainRefusal(
  error: RecorderError,
  askSyncflow: () => Promise<unknown>,
): Promise<RecorderError> {
  if (error.code !== 'broker-login-refused') return error;
  try {
    await askSyncflow();
  } catch (thrown) {
    const cause = toRecorderError(thrown);
    if (cause.code === 'syncflow-unauthorized') return cause;
    return new RecorderError('broker-auth-down', `${error.message}: ${cause.message}`, { cause });
  }
  const why = 'SyncFlow accepts the key, so the broker cannot reach SyncFlow';
  return new RecorderError('broker-auth-down', `${error.message}: ${why}`, { cause: error });
}
