/** What the demo says on the terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { checkerArguments } from '../check-run.ts';
import type { Stack } from '../stack.ts';

export function say(text: string): void {
  console.log(`demo      ${text}`);
}

/**
 * Shows the checker's table: what the devices sent beside what is in the journal and in the bucket.
 * @returns The checker's exit code: 0 only when nothing is missing.
 */
export async function showCheck(
  stack: Stack,
  { ledgerDir, dataFolder }: { readonly ledgerDir: string; readonly dataFolder: string },
): Promise<number> {
  say('the checker compares what was sent with the journal and with the bucket');
  const args = checkerArguments(stack, { ledgerDir, dataFolder, bucketOf: stack.project });
  const checker = spawn('python3', args, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(checker, 'close')) as [number | null];
  say(
    code === 0 ? 'sent = recorded = verified in the bucket' : 'NOT everything is there: see above',
  );
  return code ?? 1;
}
