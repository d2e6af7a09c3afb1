/** The files of single calls, which need no preparation. */
import type { World } from './world.ts';

export async function replayPlainFiles(world: World): Promise<void> {
  for (const file of ['auth-errors', 'routing-errors', 'project-get']) {
    await world.replayAll(file, world.ledger.untakenIn(file));
  }
  const gamma = world.project('cc000002-0000-4000-8000-000000000002');
  const before = { ...gamma, apiKeys: [...gamma.apiKeys] };
  await world.replay('account-setup', 'project token of that key', before);
  gamma.apiKeys.length = 0;
  await world.replay('account-setup', 'project token of a removed key', before);
}
