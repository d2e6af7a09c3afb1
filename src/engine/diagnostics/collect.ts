/**
 * What a person may send to somebody who helps: versions, settings without secrets, logs, health,
 * manifests, the ledger of uploads. Never a payload, a secret, or who took part: names and identities of
 * participants are replaced by numbers. Nothing is sent anywhere; it becomes a file.
 */
import { readFile } from 'node:fs/promises';
import { arch, cpus, freemem, release, totalmem, type } from 'node:os';
import { basename, join } from 'node:path';
import { MANIFEST_FILE } from '../../shared/layout.ts';
import { redact, redactDeep } from '../../shared/redact.ts';
import { settingsStrings } from '../../shared/strings/settings.ts';
import { diskSpace } from '../disk.ts';
import { listRecordings } from '../recording/folders.ts';
import { Pseudonyms, withoutSecrets } from './without-secrets.ts';

export interface DiagnosticsSources {
  readonly software: { readonly name: string; readonly version: string };
  /** Null: none is known. */
  readonly dataFolder: string | null;
  readonly settings: unknown;
  /** How the recorder stands; null when none runs. */
  readonly health: unknown;
  /** Rows of the ledger of uploads; null when it cannot be read. */
  readonly uploads: readonly unknown[] | null;
  readonly logs: readonly { readonly name: string; readonly text: string }[];
}

export interface DiagnosticsEntry {
  /** Its path in the file. */
  readonly name: string;
  /** In words, for the person who saves it. */
  readonly what: string;
  readonly text: string;
}

const MOST_MANIFESTS = 50;

export async function collectDiagnostics(sources: DiagnosticsSources): Promise<DiagnosticsEntry[]> {
  const people = new Pseudonyms();
  const words = settingsStrings.diagnostics.entries;
  const entry = (name: string, what: string, value: unknown): DiagnosticsEntry => ({
    ...{ name, what },
    // Topics carry names of devices too.
    text: `${people.inText(JSON.stringify(redactDeep(withoutSecrets(people.hide(value))), null, 2))}\n`,
  });
  const manifests = await readManifests(sources.dataFolder);
  // First: they say who took part, so that the other entries can be rid of the same names.
  const recordings = manifests.map(({ folder, manifest }) =>
    entry(`recordings/${folder}.json`, words.recording, manifest),
  );
  const { settings, health, uploads, logs } = sources;
  return [
    entry('about.json', words.about, await about(sources)),
    entry('settings.json', words.settings, settings),
    ...(health === null ? [] : [entry('health.json', words.health, health)]),
    ...(uploads === null ? [] : [entry('uploads.json', words.uploads, uploads)]),
    ...logs.map(({ name, text }) => ({
      name: `logs/${name}`,
      what: words.log,
      text: redact(people.inText(text)),
    })),
    ...recordings,
  ];
}

/** Null in plain Node. */
const electronVersion = 'electron' in process.versions ? process.versions.electron : null;

async function about({ software, dataFolder }: DiagnosticsSources): Promise<unknown> {
  return {
    at: new Date().toISOString(),
    software,
    versions: { node: process.versions.node, electron: electronVersion },
    system: { type: type(), release: release(), arch: arch(), processors: cpus().length },
    memory: { freeBytes: freemem(), totalBytes: totalmem() },
    dataFolder,
    disk: dataFolder === null ? null : await diskSpace(dataFolder),
  };
}

/** The newest, by name: folders begin with their date. */
async function readManifests(
  dataFolder: string | null,
): Promise<{ readonly folder: string; readonly manifest: unknown }[]> {
  if (dataFolder === null) return [];
  const folders = (await listRecordings(dataFolder))
    .sort((a, b) => (basename(a) < basename(b) ? -1 : 1))
    .slice(-MOST_MANIFESTS);
  const found = await Promise.all(
    folders.map(async (folder) => {
      try {
        const text = await readFile(join(folder, MANIFEST_FILE), 'utf8');
        const manifest: unknown = JSON.parse(text);
        return [{ folder: basename(folder), manifest }];
      } catch {
        return [];
      }
    }),
  );
  return found.flat();
}
