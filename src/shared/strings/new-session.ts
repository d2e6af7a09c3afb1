/** Texts of the page New session. */
import { plural } from '../format/numbers.ts';
import { commonStrings } from './common.ts';

export const newSessionStrings = {
  hint: 'Made in SyncFlow, and recorded from its beginning',
  /** The name that is proposed. @param when "2 Dec 14:05". */
  proposedName: (when: string) => `Session ${when}`,
  nameHint: 'Of the session and of its room',
  commentsHint: 'Kept with the session in SyncFlow',
  emptyTimeout: 'Close the room when empty for',
  emptyTimeoutHint: 'Seconds; 600 if left out',
  participants: 'Participants at most',
  participantsHint: 'The recorder counts as one; 100 if left out',
  failed: 'The session could not be started',
  start: 'Start session',
  nobodyTold: 'No device is told of it; whoever takes part has to join by hand.',
  told: (devices: number) => `${plural(devices, 'device')} will be told and join by themselves.`,
  groups: {
    label: 'Device groups',
    hint: 'Every device of a group that you tick is told at once, and joins by itself',
    /** @param more How many there are beside the named ones. */
    members: (names: readonly string[], more: number) =>
      `${plural(names.length + more, 'device')}: ${commonStrings.namesAndMore(names, more)}`,
    unknownSafety: 'You can start the session without telling devices.',
    none: 'No device is registered in this project yet. Devices that are registered in a group join a session by themselves.',
    register: 'Register devices',
  },
} as const;
