import { Progress, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { assertNever } from '../../../shared/assert-never.ts';
import type { WindowUpload } from '../../../shared/ipc/recordings.ts';
import { bytes } from '../../../shared/format/numbers.ts';
import { dateTime, span } from '../../../shared/format/times.ts';
import { strings } from '../../../shared/strings/strings.ts';

const texts = strings.uploads;

export function UploadProgress({
  row,
  now,
}: {
  readonly row: WindowUpload;
  readonly now: number;
}): ReactElement {
  const part = row.size === 0 ? 0 : (row.bytesSent / row.size) * 100;
  return (
    <>
      <Text size="xs" className="numbers">
        {row.state === 'uploading' ? texts.row.sentOf(row.bytesSent, row.size) : bytes(row.size)}
      </Text>
      {row.state === 'uploading' && (
        <Progress value={part} size="sm" aria-label={texts.table.sent} />
      )}
      <Text size="xs" c="dimmed" className="numbers">
        {whenText(row, now)}
      </Text>
    </>
  );
}

function whenText({ state, nextTryAt, verifiedAt, reason }: WindowUpload, now: number): string {
  switch (state) {
    case 'verified':
      return verifiedAt === null ? '' : dateTime(verifiedAt);
    case 'waiting':
      if (nextTryAt !== null && nextTryAt > now)
        return texts.row.nextTry(span(nextTryAt - now + 999));
      return reason === null ? texts.row.queued : '';
    case 'failed':
      return texts.row.waitsForYou;
    case 'uploading':
    case 'cancelled':
      return '';
    default:
      return assertNever(state);
  }
}
