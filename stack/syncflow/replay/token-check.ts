import { z } from 'zod';
import { isSignedWith, readClaims } from '../jwt.ts';
import type { HttpExchange } from './exchanges.ts';
import type { Matcher } from './matcher.ts';

const timesSchema = z.looseObject({
  exp: z.number(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
});

/** What differs between a token and the one that an exchange describes, if it describes any. */
export function compareToken(
  matcher: Matcher,
  { tokenHeader, tokenClaims }: HttpExchange,
  token: string,
  secret: string,
): readonly string[] {
  if (tokenClaims === undefined) return [];
  const expected = timesSchema.parse(tokenClaims);
  const actual = timesSchema.parse(readClaims(token));
  const problems = [...matcher.compare({ ...expected, exp: 0 }, { ...actual, exp: 0 }, 'claims')];
  if (validity(actual) !== validity(expected)) problems.push(`valid for ${validity(actual)} s`);
  if (!isSignedWith(token, secret)) problems.push('signed with another secret');
  if (tokenHeader !== undefined) {
    const [header = ''] = token.split('.');
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    problems.push(
      ...matcher.compare(sorted(tokenHeader), sorted(z.looseObject({}).parse(parsed)), 'header'),
    );
  }
  return problems;
}

function validity({ exp, nbf, iat }: z.infer<typeof timesSchema>): number {
  return exp - (nbf ?? iat ?? 0);
}

/** The order of a header's members is that of the library that wrote it. */
function sorted(header: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(header).sort(([a], [b]) => a.localeCompare(b)));
}
