/** The file by which a Linux desktop starts the app at login (freedesktop.org, Desktop Application Autostart). */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { strings } from '../../shared/strings/strings.ts';

const FILE = 'syncflow-recorder.desktop';
const GROUP = '[Desktop Entry]';

/** @param configFolder `XDG_CONFIG_HOME`, usually ~/.config. */
export function autostartFile(configFolder: string): string {
  return join(configFolder, 'autostart', FILE);
}

/** @param command The program and its arguments. */
export function autostartEntry(command: readonly string[]): string {
  return `${GROUP}
Type=Application
Name=${strings.shell.appName}
Comment=${strings.desktop.about}
Exec=${command.map(quoted).join(' ')}
Icon=syncflow-recorder
Terminal=false
X-GNOME-Autostart-enabled=true
`;
}

/** Writes the file, or removes it. */
export function setAutostart(path: string, command: readonly string[] | null): void {
  if (command === null) {
    rmSync(path, { force: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, autostartEntry(command), { mode: 0o600 });
}

export function hasAutostart(path: string): boolean {
  return existsSync(path);
}

/**
 * One argument of an Exec line: in quotes, with the four characters escaped that the specification
 * names; a percent sign stands for a field and is doubled. The backslashes of the quoting are escaped
 * once more, as in every string of the file.
 */
function quoted(argument: string): string {
  const inQuotes = argument.replaceAll(/["`$\\]/g, (found) => `\\${found}`).replaceAll('%', '%%');
  return `"${inQuotes.replaceAll('\\', '\\\\')}"`;
}
