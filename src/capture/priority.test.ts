import { spawnSync } from 'node:child_process';
import { constants, getPriority } from 'node:os';
import { expect, test } from 'vitest';
import { z } from 'zod';

const answerSchema = z.object({ granted: z.boolean(), priority: z.number() });

/** In a process of its own: a priority that was raised may not be lowered again. */
function asked(): z.infer<typeof answerSchema> {
  const script = `
    import { getPriority } from 'node:os';
    const { preferThisProcess } = await import(process.argv[1]);
    const granted = preferThisProcess();
    console.log(JSON.stringify({ granted, priority: getPriority() }));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '-e', script, import.meta.resolve('./priority.ts')],
    { encoding: 'utf8' },
  );
  if (stdout === '') throw new Error(stderr);
  return answerSchema.parse(JSON.parse(stdout));
}

test('a process is preferred where the system allows it, and goes on as it was where not', () => {
  const { granted, priority } = asked();
  expect(priority).toBe(granted ? constants.priority.PRIORITY_ABOVE_NORMAL : getPriority());
  if (process.platform === 'linux' && process.getuid?.() === 0) expect(granted).toBe(true);
});
