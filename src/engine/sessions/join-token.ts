import { z } from 'zod';

const claimsSchema = z.object({ sub: z.string().min(1) });

/**
 * The identity that a LiveKit token is for. Nothing is verified: the server does that.
 * @returns `from-announcement` when it cannot be read
 */
export function joinTokenIdentity(token: string): string {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    return claimsSchema.parse(JSON.parse(payload)).sub;
  } catch {
    return 'from-announcement';
  }
}
