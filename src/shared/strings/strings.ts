/**
 * Every text of the window, the tray, the menu and the notices, in one place: to be read as a whole, kept
 * to one voice, and given in another language some day. Lint keeps texts out of src/renderer and
 * src/main/desktop. What went wrong and what to do about it is in error-catalogue.ts.
 *
 * A text with values in it is a function; what it says of an amount is chosen inside (`plural`).
 */
import { checkStrings } from './check.ts';
import { commonStrings } from './common.ts';
import { desktopStrings } from './desktop.ts';
import { devicesStrings } from './devices.ts';
import { exportStrings } from './exports.ts';
import { firstRunStrings } from './first-run.ts';
import { problemStrings } from './form-problems.ts';
import { homeStrings } from './home.ts';
import { lightStrings } from './light.ts';
import { messageStrings } from './messages.ts';
import { newSessionStrings } from './new-session.ts';
import { noticeStrings } from './notices.ts';
import { pageNames } from './page-names.ts';
import { partsStrings } from './parts.ts';
import { preflightStrings } from './preflight.ts';
import { readingStrings } from './reading.ts';
import { receiptStrings } from './receipt.ts';
import { recordingStrings } from './recordings.ts';
import { sessionStrings } from './session.ts';
import { settingsStrings } from './settings.ts';
import { setupStrings } from './setup.ts';
import { shellStrings } from './shell.ts';
import { uploadsStrings } from './uploads.ts';

export const strings = {
  check: checkStrings,
  common: commonStrings,
  desktop: desktopStrings,
  devices: devicesStrings,
  exports: exportStrings,
  firstRun: firstRunStrings,
  home: homeStrings,
  light: lightStrings,
  messages: messageStrings,
  newSession: newSessionStrings,
  notices: noticeStrings,
  pages: pageNames,
  parts: partsStrings,
  preflight: preflightStrings,
  problems: problemStrings,
  reading: readingStrings,
  receipt: receiptStrings,
  recordings: recordingStrings,
  session: sessionStrings,
  settings: settingsStrings,
  setup: setupStrings,
  shell: shellStrings,
  uploads: uploadsStrings,
} as const;
