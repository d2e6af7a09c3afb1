/** The log as a reader of standard error sees it: written by a process of its own. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const secret = 'canary-of-the-log-31337';

/** What standard error has after one line with a secret in its text and in its fields. */
function logged(json: boolean): string {
  const log = new URL('./log.ts', import.meta.url).href;
  const redact = new URL('../shared/redact.ts', import.meta.url).href;
  const program = `
    import { createLog } from '${log}';
    import { registerSecret } from '${redact}';
    registerSecret('${secret}');
    createLog('info', ${json}).warn('the broker refused ${secret}', { login: ['${secret}'] });`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    { encoding: 'utf8' },
  );
  expect(status).toBe(0);
  return stderr;
}

test('no secret reaches the log of a terminal', () => {
  const text = logged(false);
  expect(text).toContain('the broker refused [redacted]');
  expect(text).not.toContain(secret);
});

test('no secret reaches the log of a server', () => {
  const line: unknown = JSON.parse(logged(true));
  expect(line).toMatchObject({
    message: 'the broker refused [redacted]',
    syncflow_recorder: { login: ['[redacted]'] },
    'log.level': 'warn',
  });
});
