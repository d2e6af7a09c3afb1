/** Test child: takes the instance lock of a folder and holds it until it is killed. */
import { viewOfError } from '../../shared/errors.ts';
import { acquireInstanceLock } from './instance-lock.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: hold-lock.fixture.ts FOLDER');
try {
  acquireInstanceLock(folder);
  process.stdout.write('held\n');
  setInterval(() => undefined, 60_000);
} catch (thrown) {
  const { code, message } = viewOfError(thrown);
  process.stdout.write(`${code}: ${message}\n`);
  process.exitCode = 1;
}
