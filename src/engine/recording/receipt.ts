/** The receipt: what was recorded, in words that a person can check. Never claims more than is known. */
import { inertLine } from '../../shared/inert-text.ts';
import type { GapRecord } from '../../shared/records.ts';
import { describeClock } from '../clock/clock-summary.ts';
import { CANNOT_SEE, type Manifest, type ManifestLane } from './manifest.ts';

export const statusWords: Readonly<Record<Manifest['status'], string>> = {
  recording: 'still open: not finalised yet',
  complete: 'complete: everything that arrived is on disk, nothing is known to be missing',
  'complete-but': 'complete but for the gaps named below',
  'not-provable': 'not provable: gaps, and senders that do not number what they send',
  damaged: 'damaged: files are missing or were changed; see verify',
};

/** @param bytes Shown with a unit of 1,000s. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = -1;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[unit] ?? ''}`;
}

const time = (nanoseconds: string | undefined): string =>
  nanoseconds === undefined
    ? 'unknown'
    : new Date(Number(BigInt(nanoseconds) / 1_000_000n)).toISOString().slice(11, 23);

/** One gap in one sentence. */
export function describeGap(gap: GapRecord): string {
  const window = `${time(gap.from)} to ${time(gap.to)} UTC`;
  const who = gap.identity ?? gap.sid ?? 'a sender';
  switch (gap.reason) {
    case 'sequence':
      return `${who}: numbers ${gap.firstMissing ?? '?'} to ${gap.lastMissing ?? '?'} did not arrive`;
    case 'counter':
      return `${who}${gap.topic === undefined ? '' : ` (${gap.topic})`}: by the counter in its payloads ${describeCount(gap)}numbers ${gap.firstMissing ?? '?'} to ${gap.lastMissing ?? '?'} did not arrive, ${window}`;
    case 'late-join':
      return `${window}: the session had begun before the recorder joined`;
    case 'recorder-restart':
      return `${window}: the recorder was not running`;
    case 'link-lost':
      return `${window}: ${gap.detail ?? 'the connection to the room was lost'}`;
    case 'overload':
      return `${window}: ${gap.count ?? 'some'} packets were dropped, the machine was too slow`;
    case 'disk':
      return `${window}: ${gap.count ?? 'some'} records lost: ${gap.detail ?? 'the disk refused'}`;
    case 'corrupt':
      return `${window}: ${gap.count ?? 'some'} records cannot be read any more${gap.detail === undefined ? '' : ` (${gap.detail})`}`;
  }
}

const describeCount = ({ count }: GapRecord): string => (count === undefined ? '' : `${count} of `);

/** One of two recorders in one sentence. */
function describeLane({ lane, records, messages, missed }: ManifestLane): string {
  if (records === 0) {
    return `warning: recorder ${lane} of two recorded nothing; this recording rests on the other alone`;
  }
  const other = missed === 0 ? 'it missed none' : `it missed ${missed} that the other has`;
  return `recorder ${lane} of two: ${messages} messages, ${other}`;
}

/** The receipt as lines of text; names in it cannot make lines of their own. */
export function receiptLines(manifest: Manifest, folder: string): string[] {
  const { session, room, counts, participants, gaps, files } = manifest;
  const title = session === null ? `Room "${room.name}"` : `Session "${session.name || room.name}"`;
  const lines = [
    `${title}, recording ${manifest.recordingId}`,
    `  ${statusWords[manifest.status]}`,
    `  ${counts.messages} messages, ${formatBytes(counts.bytes)} of payload, ${counts.records} records in ${files.length} file(s)`,
  ];
  for (const sender of participants) {
    const who = sender.identity ?? sender.sid ?? 'senders without identity (server or hidden)';
    const numbers =
      sender.lastSequence === null
        ? 'unnumbered'
        : `numbers ${sender.firstSequence ?? sender.lastSequence} to ${sender.lastSequence}`;
    lines.push(`  ${who}: ${sender.messages} messages, ${numbers}`);
  }
  for (const lane of manifest.lanes ?? []) lines.push(`  ${describeLane(lane)}`);
  for (const gap of gaps) lines.push(`  gap: ${describeGap(gap)}`);
  for (const line of describeClock(manifest.clock)) lines.push(`  ${line}`);
  // What holds for every recording stands in the manifest.
  const own = manifest.cannotSee.filter((sentence) => !CANNOT_SEE.includes(sentence));
  for (const sentence of own) lines.push(`  note: ${sentence}`);
  lines.push(`  folder: ${folder}`);
  return lines.map(inertLine);
}
