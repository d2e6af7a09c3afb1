/** Words of several pages: buttons, headings of tables, what stands where something did not work. */
import { count, rate } from '../format/numbers.ts';

const andMore = (amount: number): string => `and ${count(amount)} more`;

export const commonStrings = {
  apply: 'Apply',
  cancel: 'Cancel',
  close: 'Close',
  goOn: 'Go on',
  importEnv: 'Import a .env file',
  keepIt: 'Keep it',
  notNow: 'Not now',
  open: 'Open',
  openNamed: (name: string) => `Open ${name}`,
  openSettings: 'Open settings',
  tryAgain: 'Try again',
  clearSearch: 'Clear the search',
  noneFits: 'Nothing fits',
  /** Heading of a column of buttons, for screen readers. */
  actions: 'Actions',
  comments: 'Comments',
  device: 'Device',
  devices: 'Devices',
  file: 'File',
  group: 'Group',
  lastMessage: 'Last message',
  messages: 'Messages',
  name: 'Name',
  project: 'Project',
  rate: 'Rate',
  sender: 'Sender',
  session: 'Session',
  size: 'Size',
  state: 'State',
  starting: 'Starting',
  whoIsThere: 'Who is there',
  /** Of a wheel that turns. */
  reading: 'Reading',
  readingRecording: 'Reading the recording…',
  didNotWork: 'That did not work',
  fileNotRead: 'This file was not read',
  nothingSaved: 'Nothing was saved',
  savedAs: (path: string) => `Saved as ${path}`,
  nothingImported: 'Nothing was imported',
  devicesUnknown: 'The devices of this project cannot be listed',
  askingForDevices: 'Asking SyncFlow for the devices',
  /** Messages. */
  perSecond: (messages: number) => `${rate(messages)}/s`,
  /** Behind a list that was cut. */
  andMore,
  /** @param more How many there are beside the named ones. */
  namesAndMore: (names: readonly string[], more: number) =>
    `${names.join(', ')}${more > 0 ? ` ${andMore(more)}` : ''}`,
} as const;
