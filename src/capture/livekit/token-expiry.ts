import { z } from 'zod';

const claimsSchema = z.object({ exp: z.number() });

/** When a token runs out, unix ms; Infinity for one that does not say or cannot be read. */
export function expiryOf(token: string): number {
  const [, claims = ''] = token.split('.');
  try {
    const parsed = claimsSchema.parse(JSON.parse(Buffer.from(claims, 'base64url').toString()));
    return parsed.exp * 1_000;
  } catch {
    return Infinity;
  }
}
