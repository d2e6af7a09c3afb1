/** Texts outside the window: menu, tray, notices, questions, and the system's own dialogs. */
import { plural } from '../format/numbers.ts';
import { lightStrings } from './light.ts';
import { pageNames } from './page-names.ts';
import { settingsStrings } from './settings.ts';
import { shellStrings } from './shell.ts';

const recordingGoesOn = 'Recording goes on without this window.';
const stopAndQuit = 'Stop recording and quit';

export const desktopStrings = {
  /** In the list of what starts at login. */
  about: 'Records the sessions of your SyncFlow projects',
  /** An ampersand stands before the letter that opens a menu with Alt. */
  menu: {
    file: '&File',
    view: '&View',
    help: '&Help',
    newSession: pageNames.newSession,
    settings: pageNames.settings,
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    actualSize: settingsStrings.appearance.actualSize,
    shortcuts: shellStrings.shortcuts.title,
    log: settingsStrings.tabs.log,
    about: 'Diagnostics and about',
  },
  tray: {
    open: `Open ${shellStrings.appName}`,
    nothing: 'Nothing is being recorded',
    pauseUploads: 'Pause uploads',
    quit: 'Quit',
    /** @param need What somebody has to see to; null: nothing. */
    tooltip: (recording: number, need: string | null) =>
      `${shellStrings.appName}: ${recording > 0 ? `recording ${plural(recording, 'session')}` : 'nothing is being recorded'}${need === null ? '' : `. ${need}`}`,
    session: (name: string, word: string) => `${name}: ${word}`,
    words: {
      stopped: 'stopped',
      finishing: lightStrings.words.finishing.toLowerCase(),
      notRecording: lightStrings.words.notRecording.toLowerCase(),
      starting: 'starting',
      recording: lightStrings.words.recording.toLowerCase(),
      waiting: lightStrings.words.waiting.toLowerCase(),
    },
  },
  closing: {
    recording: 'A session is being recorded.',
    withTray: `${recordingGoesOn} The icon in the tray opens it again, and quits. From now on closing the window while recording does this without a question.`,
    withoutTray: `${recordingGoesOn} This desktop shows no tray icons, so the window can be minimised and stays within reach.`,
    hide: 'Hide the window',
    minimise: 'Minimise the window',
    keepOpen: 'Keep it open',
    stopAndQuit,
  },
  quitting: {
    recording: (sessions: number) =>
      sessions === 1 ? 'A session is being recorded.' : `${sessions} sessions are being recorded.`,
    text: 'If you quit, recording stops. What is recorded so far is safe on this disk. Start the recorder again and it goes on with the same recordings; what is sent in between is missing, and the recording says so.',
    keepRecording: 'Keep recording',
    stopAndQuit,
  },
  dialogs: {
    exportTo: 'Where the export goes',
    exportHere: 'Export here',
    receiptTo: 'Where the receipt goes',
    saveReceipt: 'Save receipt',
    settingsFiles: 'Settings',
    zipFiles: 'Zip files',
    certificates: 'Certificates',
  },
} as const;
