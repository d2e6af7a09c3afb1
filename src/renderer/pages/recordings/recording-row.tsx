/** One recording in the list. */
import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { LibraryRow } from '../../../shared/ipc/library.ts';
import { bytes, plural } from '../../format/numbers.ts';
import { dateTime, span } from '../../format/times.ts';
import { StatusBadge } from './status-badge.tsx';
import { uploadSummary } from './upload-summary.ts';
import styles from './recording-row.module.css';

/** Pixels. */
export const RECORDING_ROW_HEIGHT = 58;

export function RecordingRow({ row }: { readonly row: LibraryRow }): ReactElement {
  const { name, projectName, startedAt, endedAt, messages, gaps } = row;
  const length = endedAt === null ? '' : `, ${span(endedAt - startedAt)}`;
  return (
    <div className={styles['row']}>
      <div className="clip">
        <Text fw={600} size="sm" className="clip">
          {name}
        </Text>
        <Text size="xs" c="dimmed" className="clip">
          {projectName === '' ? '' : `${projectName}, `}
          {dateTime(startedAt)}
          {length}
        </Text>
      </div>
      <Text size="xs" c="dimmed" className={`numbers ${styles['figures'] ?? ''}`} ta="right">
        {row.status === 'recording'
          ? 'counted when it is closed'
          : `${plural(messages, 'message')}, ${bytes(row.bytes)}`}
        {gaps > 0 && `, ${plural(gaps, 'gap')}`}
        <br />
        {uploadSummary(row)}
      </Text>
      <div className={styles['status']}>
        <StatusBadge status={row.status} />
      </div>
    </div>
  );
}
