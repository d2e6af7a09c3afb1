/** Texts around the pages: navigation, keys, announcements, the note when drawing fails. */
import { count } from '../format/numbers.ts';

export const shellStrings = {
  appName: 'SyncFlow Recorder',
  navigation: 'Pages',
  failed: (amount: number) => `${count(amount)} failed`,
  updateReady: (version: string) => `Update ready: version ${version} is installed when you quit.`,
  announce: {
    session: (name: string, word: string) => `${name}: ${word}.`,
    checkBegun: 'The check has begun.',
    roundTripBegun: 'The round trip has begun.',
  },
  crash: {
    title: 'This window could not be drawn',
    text: 'Recording is done by another part of the recorder and goes on. The log has the details.',
    again: 'Draw it again',
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    zoom: 'Larger, smaller, actual size',
    move: 'Move among fields and buttons',
    scroll: 'Scroll messages, and choose one',
    thisList: 'This list',
  },
} as const;
