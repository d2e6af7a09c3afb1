/** What is shipped: the switches that Electron reads before any code of ours runs. */
import { integration, long } from '../guard-of.mjs';

/** @param {string} name @param {boolean} on @param {string} test */
const fuse = (name, on, test) =>
  /** @type {import('../list.mjs').Mutation} */ ({
    name: `fuse-${name}`,
    point: 'fuses',
    edits: [{ file: 'electron-builder.yml', from: `  ${name}: ${on}`, to: `  ${name}: ${!on}` }],
    guard: long('stack/package/fuses.test.ts', `the packaged app ${test}`),
  });

/** @type {readonly import('../list.mjs').Mutation[]} */
export const packages = [
  fuse('runAsNode', false, 'runs no plain Node'),
  fuse('enableNodeOptionsEnvironmentVariable', false, 'reads no NODE_OPTIONS'),
  fuse('enableNodeCliInspectArguments', false, 'opens no inspector'),
  fuse('enableCookieEncryption', true, 'encrypts cookies'),
  fuse('enableEmbeddedAsarIntegrityValidation', true, 'checks its archive'),
  fuse('onlyLoadAppFromAsar', true, 'loads nothing but its archive'),
  fuse('grantFileProtocolExtraPrivileges', false, 'gives file pages no more'),
  {
    name: 'unit-system-calls',
    point: 'systemd unit',
    edits: [
      {
        file: 'resources/server/syncflow-recorder.service',
        from: 'SystemCallFilter=~@privileged @resources',
        to: 'SystemCallFilter=~',
      },
    ],
    guard: integration('tests/headless-package.test.ts', 'the filter of system calls takes away'),
  },
];
