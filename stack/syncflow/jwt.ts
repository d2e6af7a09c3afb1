/** JSON web tokens with HS256, as SyncFlow and LiveKit use them. Only what a test server needs. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const headerSchema = z.object({ alg: z.literal('HS256') });
const claimsSchema = z.record(z.string(), z.unknown());
export type Claims = z.infer<typeof claimsSchema>;

/** A signed token with exactly these claims: nothing is added. */
export function signToken(claims: object, secret: string): string {
  const unsigned = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`;
  return `${unsigned}.${signature(unsigned, secret)}`;
}

/** The claims, not verified: null when the text is no HS256 token at all. */
export function readClaims(token: string): Claims | null {
  const [header, claims, signed, ...rest] = token.split('.');
  if (header === undefined || claims === undefined || signed === undefined || rest.length > 0) {
    return null;
  }
  if (!headerSchema.safeParse(decode(header)).success) return null;
  const parsed = claimsSchema.safeParse(decode(claims));
  return parsed.success ? parsed.data : null;
}

/** Whether the token was signed with this secret. Looks at no claim. */
export function isSignedWith(token: string, secret: string): boolean {
  const end = token.lastIndexOf('.');
  const expected = Buffer.from(signature(token.slice(0, end), secret));
  const actual = Buffer.from(token.slice(end + 1));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function signature(unsigned: string, secret: string): string {
  return createHmac('sha256', secret).update(unsigned).digest('base64url');
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
