/**
 * Every text of the window, the tray, the menu and the notices, in one place: to be read as a whole, kept
 * to one voice, and given in another language some day. Lint keeps texts out of src/renderer and
 * src/main/desktop. What went wrong and what to do about it is in error-catalogue.ts.
 *
 * A text with values in it is a function; what it says of an amount is chosen inside (`plural`).
 */
import { commonStrings } from './common.ts';
import { homeStrings } from './home.ts';
import { lightStrings } from './light.ts';
import { messageStrings } from './messages.ts';
import { pageNames } from './page-names.ts';
import { partsStrings } from './parts.ts';
import { shellStrings } from './shell.ts';

export const strings = {
  common: commonStrings,
  home: homeStrings,
  light: lightStrings,
  messages: messageStrings,
  pages: pageNames,
  parts: partsStrings,
  shell: shellStrings,
} as const;
