/** The packaged app, one after another in one process: it is built once for them all, and updates change it. */
import { test } from './fixtures.ts';
import { debianPackageJourneys } from './package/installed.ts';
import { packagedJourneys } from './package/packaged.ts';
import { updateJourneys } from './package/updates.ts';

test.describe('the folder of the packager', packagedJourneys);
test.describe('the Debian package', debianPackageJourneys);
test.describe('an AppImage', updateJourneys);
