/** Texts of the page Devices. */
import { plural } from '../format/numbers.ts';

export const devicesStrings = {
  hint: 'Registered in SyncFlow; a session for a group tells all of its devices',
  search: 'Search devices',
  searchHint: 'Name, group or comment',
  amount: (devices: number) => plural(devices, 'device'),
  listSafety: 'Recording does not depend on this list.',
  none: {
    title: 'No device is registered',
    text: 'Register the devices of your study in groups. When you start a session for a group, all of its devices are told and join by themselves.',
  },
  noneFits: {
    title: 'No device fits',
    text: 'Names, groups and comments are searched.',
  },
  group: {
    region: (group: string) => `Group ${group}`,
    registered: 'Registered',
    thisRecorder: 'this recorder',
    twice: 'twice',
    twiceHint: 'Registered more than once in this group; one of them is enough',
  },
  remove: {
    label: (device: string) => `Remove ${device}`,
    labelWithGroup: (device: string, group: string) => `Remove ${device} from ${group}`,
    question: (device: string) => `Remove ${device}?`,
    yes: 'Remove device',
    ofRecorder:
      'This is the recorder itself. SyncFlow does not tell it of new sessions until it has registered again, which it does when it connects anew; sessions are then found in the list of sessions only, up to 15 seconds late.',
    ofDouble: (group: string) =>
      `It is registered more than once in the group ${group}; the other one stays, and the device goes on to be told of sessions.`,
    ofDevice: (group: string) =>
      `It is not told of sessions for the group ${group} any more. Recordings are not touched. To use it again, register it again.`,
  },
  register: {
    title: 'Register a device',
    nameHint: 'The identity with which the device joins',
    groupHint: 'A session for this group tells the device; a new name makes a new group',
    button: 'Register',
    done: (device: string, group: string) => `${device} is registered in ${group}.`,
    wasThere: (device: string, group: string) =>
      `${device} was registered in ${group} already; nothing was changed.`,
    failed: 'It was not registered',
  },
} as const;
