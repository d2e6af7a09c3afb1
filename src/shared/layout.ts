/** Names inside a recording's folder (docs/data-format.md). */
export const MANIFEST_FILE = 'manifest.json';
export const SET_ASIDE_FOLDER = 'set-aside';
/** The second recorder's own segments, when redundant capture is on. */
export const LANE_B_FOLDER = 'lane-b';
/** Contents of large streams. */
export const STREAMS_FOLDER = 'streams';
export const FORMAT_NAME = 'syncflow-recording';
export const FORMAT_VERSION = 1;

/** @param segment Counts from 1. */
export function segmentFileName(segment: number): string {
  return `messages-${String(segment).padStart(6, '0')}.jsonl`;
}

/** The number of a segment, or null when the name is not that of a segment. */
export function segmentNumber(fileName: string): number | null {
  const digits = /^messages-(\d{6,})\.jsonl$/.exec(fileName)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The index beside a segment. @param segment The segment's file name. */
export function indexFileName(segment: string): string {
  return segment.replace(/\.jsonl$/, '.index');
}
