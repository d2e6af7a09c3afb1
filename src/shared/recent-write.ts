/** "Recording" is said only while writes to the disk are no older than this. */
export const RECENT_WRITE_MS = 10_000;
