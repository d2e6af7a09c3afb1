import { expect, test } from 'vitest';
import { RecorderError } from '../../shared/errors.ts';
import { explainRefusal } from './explain-refusal.ts';

const refused = new RecorderError('broker-login-refused', 'the broker refuses the login');

test('SyncFlow refuses the key as well: the key is wrong', async () => {
  const unauthorized = new RecorderError('syncflow-unauthorized', 'the key is refused');
  expect(await explainRefusal(refused, () => Promise.reject(unauthorized))).toBe(unauthorized);
});

test('SyncFlow does not answer: the key may be good', async () => {
  const down = new RecorderError('syncflow-unreachable', 'no answer');
  const error = await explainRefusal(refused, () => Promise.reject(down));
  expect(error).toMatchObject({ code: 'broker-auth-down', retryable: true });
  expect(error.message).toContain('no answer');
});

test('SyncFlow accepts the key: it is the broker that cannot ask', async () => {
  const error = await explainRefusal(refused, () => Promise.resolve());
  expect(error.code).toBe('broker-auth-down');
  expect(error.message).toContain('accepts the key');
});

test('other errors are what they are, and nobody is asked', async () => {
  const other = new RecorderError('broker-no-exchange', 'missing');
  expect(await explainRefusal(other, () => Promise.reject(new Error('asked')))).toBe(other);
});
