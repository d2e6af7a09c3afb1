/** One recording in the list. */
import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { ExportJob } from '../../../shared/ipc/exports.ts';
import type { LibraryRow } from '../../../shared/ipc/library.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { useExports } from '../../state/exports-store.ts';
import { percentOf } from './export/export-words.ts';
import { StatusBadge } from './status-badge.tsx';
import { uploadSummary } from './upload-summary.ts';
import styles from './recording-row.module.css';

const texts = strings.recordings;

/** Pixels. */
export const RECORDING_ROW_HEIGHT = 58;

export function RecordingRow({ row }: { readonly row: LibraryRow }): ReactElement {
  const { name, projectName, startedAt, endedAt, messages, gaps } = row;
  const exporting = useExports(({ jobs }) =>
    jobs.find((job) => job.recordingId === row.recordingId && isUnderWay(job)),
  );
  return (
    <div className={styles['row']}>
      <div className="clip">
        <Text fw={600} size="sm" className="clip">
          {name}
        </Text>
        <Text size="xs" c="dimmed" className="clip">
          {texts.when(projectName, startedAt, endedAt)}
        </Text>
      </div>
      <Text size="xs" c="dimmed" className={`numbers ${styles['figures'] ?? ''}`} ta="right">
        {texts.row.figures(row.status === 'recording' ? null : messages, row.bytes, gaps)}
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
  return job.state === 'waiting' ? texts.row.waitsForExport : texts.row.exporting(percentOf(job));
}
