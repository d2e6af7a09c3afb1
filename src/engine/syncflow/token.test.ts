import jwt from 'jsonwebtoken';
import { expect, test } from 'vitest';
import { mintProjectToken } from './token.ts';

const project = { projectId: 'p1', key: 'the-key', secret: 'the-secret' };

test('carries exactly the claims that SyncFlow requires, signed with the API secret', () => {
  const token = mintProjectToken(project, 1_760_000_000_999);
  const complete = jwt.verify(token, 'the-secret', {
    algorithms: ['HS256'],
    clockTimestamp: 1_760_000_001,
    complete: true,
  });
  expect(complete.header).toEqual({ alg: 'HS256', typ: 'JWT' });
  expect(complete.payload).toEqual({
    iat: 1_760_000_000,
    exp: 1_760_003_600,
    iss: 'the-key',
    projectId: 'p1',
  });
  expect(() => jwt.verify(token, 'another')).toThrow('invalid signature');
});
