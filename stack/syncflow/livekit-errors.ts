import { ServerError } from 'livekit-server-sdk';
import { z } from 'zod';
import { ApiError } from './errors.ts';

const refusedSchema = z.object({ cause: z.object({ code: z.literal('ECONNREFUSED') }) });

/**
 * What SyncFlow answers when a call of LiveKit's API fails: 500 with the text of its Rust client
 * (server-faults.json, session-ghost.json).
 * @param url the called method's URL, which stands in the text
 */
export function liveKitError(error: unknown, url: string): ApiError {
  const say = (text: string): ApiError => new ApiError(500, `twirp error: ${text}`);
  if (error instanceof ServerError) {
    if (error.code !== undefined) return say(`twirp error: ${error.code}: ${error.message}`);
    // Not JSON: LiveKit refuses a wrong key in plain text, and the Rust client fails to read that.
    return say(
      'failed to execute the request: error decoding response body: expected value at line 1 column 1',
    );
  }
  const reason = refusedSchema.safeParse(error).success
    ? 'tcp connect error: Connection refused (os error 111)'
    : String(error);
  return say(
    `failed to execute the request: error sending request for url (${url}): error trying to connect: ${reason}`,
  );
}
