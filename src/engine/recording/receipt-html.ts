/**
 * The receipt as one readable HTML file: it needs nothing else, runs nothing, and prints. Its policy allows
 * its own style alone, so that even a mistake here could not make a name of a device run.
 */
import { createHash } from 'node:crypto';
import { describeClock } from '../clock/clock-summary.ts';
import { html, Html } from './html.ts';
import type { Manifest, ManifestFile } from './manifest.ts';
import { describeGap, formatBytes, statusWords } from './receipt.ts';
import { RECEIPT_STYLE } from './receipt-style.ts';

/** How one file stands in one destination. */
export interface StoredFile {
  readonly file: string;
  readonly state: 'waiting' | 'uploading' | 'verified' | 'failed' | 'cancelled';
  /** Of the bucket or folder. */
  readonly place: string;
  readonly key: string;
  /** Unix milliseconds. */
  readonly verifiedAt: number | null;
}

export interface HtmlReceipt {
  readonly manifest: Manifest;
  readonly folder: string;
  /** Null: nothing is known of uploads here. */
  readonly stored: readonly StoredFile[] | null;
  readonly writtenAt: Date;
}

const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256')
  .update(RECEIPT_STYLE)
  .digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** Whole: what stands around it in a template becomes part of it otherwise, and its hash another one. */
const style = new Html(`<style>${RECEIPT_STYLE}</style>`);

const moment = (iso: string | null): string =>
  iso === null ? 'still open' : `${iso.slice(0, 19).replace('T', ' ')} UTC`;

const grouped = new Intl.NumberFormat('en-GB');

/** The whole file. */
export function receiptHtml({ manifest, folder, stored, writtenAt }: HtmlReceipt): string {
  const { session, room, project } = manifest;
  const name = session === null || session.name === '' ? room.name : session.name;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="referrer" content="no-referrer" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Receipt: ${name}</title>
        ${style}
      </head>
      <body>
        <main>
          <h1>${name}</h1>
          <p class="status">This recording is ${statusWords[manifest.status]}.</p>
          ${facts([
            ['Project', project?.name ?? 'none: a LiveKit server by itself'],
            ['Room', room.name],
            ['From', moment(manifest.startedAt)],
            ['To', moment(manifest.endedAt)],
            ['Messages', grouped.format(manifest.counts.messages)],
            ['Payload', formatBytes(manifest.counts.bytes)],
            ['Recording', manifest.recordingId],
            ['Recorded by', `${manifest.software.name} ${manifest.software.version}`],
            ['On the computer', manifest.computer.hostname],
            ['Folder', folder],
          ])}
          ${devices(manifest)} ${gaps(manifest)} ${files(manifest, stored)} ${clock(manifest)}
          <h2>What this recording cannot show</h2>
          <ul>
            ${manifest.cannotSee.map((text) => html`<li>${text}</li>`)}
          </ul>
          <p class="small">
            Written ${moment(writtenAt.toISOString())}. The files are the proof:
            <code>sha256sum</code> of a file, or <code>syncflow-recorder verify</code> of the
            folder, shows whether they are still these.
          </p>
        </main>
      </body>
    </html>`;
  return `${page.text.replaceAll(/\n\s+/g, '\n')}\n`;
}

function facts(pairs: readonly (readonly [string, string])[]): Html {
  const rows = pairs.map(
    ([term, value]) =>
      html`<dt>${term}</dt>
        <dd>${value}</dd>`,
  );
  return html`<dl>${rows}</dl>`;
}

function devices({ participants }: Manifest): Html {
  const rows = participants.map((sender) => {
    const { identity, sid, messages, bytes, firstSequence, lastSequence } = sender;
    const numbers =
      lastSequence === null
        ? 'not numbered'
        : `${firstSequence ?? lastSequence} to ${lastSequence}`;
    return html`<tr>
      <td>${identity ?? 'without identity (a server, or hidden)'}</td>
      <td>${sid ?? ''}</td>
      <td class="number">${grouped.format(messages)}</td>
      <td class="number">${formatBytes(bytes)}</td>
      <td class="number">${numbers}</td>
    </tr>`;
  });
  return html`<h2>Who sent</h2>
    <table>
      <thead>
        <tr>
          <th>Sender</th>
          <th>Session id</th>
          <th class="number">Messages</th>
          <th class="number">Payload</th>
          <th class="number">Their numbers</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

function gaps({ gaps: all }: Manifest): Html {
  if (all.length === 0)
    return html`<h2>Gaps</h2>
      <p>None is known.</p>`;
  return html`<h2>Gaps</h2>
    <ul>
      ${all.map((gap) => html`<li>${describeGap(gap)}</li>`)}
    </ul>`;
}

function files({ files: all }: Manifest, stored: HtmlReceipt['stored']): Html {
  const places = new Map<string, StoredFile[]>();
  for (const one of stored ?? []) places.set(one.file, [...(places.get(one.file) ?? []), one]);
  const manifestRow = places.has('manifest.json')
    ? [fileRow({ path: 'manifest.json', size: null, sha256: null }, places.get('manifest.json'))]
    : [];
  const rows = [...all.map((file) => fileRow(file, places.get(file.path))), ...manifestRow];
  const note = stored === null ? html`<p>Whether they are uploaded is not known here.</p>` : html``;
  return html`<h2>Files</h2>
    ${note}
    <table>
      <thead>
        <tr>
          <th>File, and its SHA-256</th>
          <th class="number">Size</th>
          <th>Uploaded</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

type FileFacts = Pick<ManifestFile, 'path'> & {
  readonly size: number | null;
  readonly sha256: string | null;
};

function fileRow({ path, size, sha256 }: FileFacts, stored: readonly StoredFile[] = []): Html {
  const uploads = stored.map((one) => html`<div>${storedWords(one)}</div>`);
  return html`<tr>
    <td>
      <div>${path}</div>
      <code>${sha256 ?? 'not hashed: it names the hashes of the others'}</code>
    </td>
    <td class="number">${size === null ? '' : formatBytes(size)}</td>
    <td>${uploads.length === 0 ? html`no` : uploads}</td>
  </tr>`;
}

const stateWords: Readonly<Record<StoredFile['state'], string>> = {
  waiting: 'not yet: it waits',
  uploading: 'not yet: on its way',
  verified: 'verified',
  failed: 'no: it failed',
  cancelled: 'no: cancelled',
};

function storedWords({ state, place, key, verifiedAt }: StoredFile): string {
  const when = verifiedAt === null ? '' : ` ${moment(new Date(verifiedAt).toISOString())}`;
  return `${stateWords[state]}${when}, ${place}: ${key}`;
}

function clock({ clock: compared }: Manifest): Html {
  const lines = describeClock(compared);
  if (lines.length === 0) return html``;
  return html`<h2>Clock</h2>
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>`;
}
