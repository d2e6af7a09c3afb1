/** One recording in the list. */
import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ExportJob } from '../../../shared/ipc/exports.ts';
import type { LibraryRow } from '../../../shared/ipc/library.ts';
import { bytes, plural } from '../../../shared/format/numbers.ts';
import { dateTime, span } from '../../../shared/format/times.ts';
import { useExports } from '../../state/exports-store.ts';
import { percentOf } from './export/export-words.ts';
import { StatusBadge } from './status-badge.tsx';
import { uploadSummary } from './upload-summary.ts';
import styles from './recording-row.module.css';

/** Pixels. */
export const RECORDING_ROW_HEIGHT = 58;

export function RecordingRow({ row }: { readonly row: LibraryRow }): ReactElement {
  const { name, projectName, startedAt, endedAt, messages, gaps } = row;
  const exporting = useExports(({ jobs }) =>
    jobs.find((job) => job.recordingId === row.recordingId && isUnderWay(job)),
  );
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
        {exporting === undefined ? uploadSummary(row) : exportWords(exporting)}
      </Text>
      <div className={styles['status']}>
        <StatusBadge status={row.status} />
      </div>
    </div>
  );
}

const isUnderWay = ({ state }: ExportJob): boolean => state === 'waiting' || state === 'running';

function exportWords(job: ExportJob): string {
  return job.state === 'waiting'
    ? 'waits to be exported'
    : `exporting, ${percentOf(job).toFixed(0)} %`;
}
