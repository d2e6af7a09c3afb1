/**
 * Goes into the fallback Electron as its default_app.asar, which the npm package lacks: starts the app
 * whose folder is the first argument that is not a switch, as Electron's own one does.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const given = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
if (given === undefined) {
  console.error('usage: electron FOLDER_OF_THE_APP');
  app.exit(2);
} else {
  const folder = resolve(given);
  const { main, name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  app.setName(name);
  app.setVersion(version);
  app.setAppPath(folder);
  await import(pathToFileURL(join(folder, main)).href);
}
