/**
 * Files up to here take next to no time of the line or the disk, only the time of two answers: many of
 * them are on their way at the same time, and they are looked at and read where they are needed. To hand
 * the four calls for it to Node's threads costs ten times as much as the calls (measured), and the
 * ledger, which lies on the same disk, is read and written on this thread as well.
 */
export const SMALL_FILE_BYTES = 64 * 1024;
