/** One record as a line: when, who, what about, and how it begins. */
import type { ReactElement } from 'react';
import type { ReadRow } from '../../shared/ipc/reading.ts';
import { hexLine } from '../feed/hex.ts';
import { visible } from '../feed/feed-row-line.tsx';
import { bytes } from '../../shared/format/numbers.ts';
import { arrivalTime } from '../../shared/format/times.ts';
import { strings } from '../../shared/strings/strings.ts';
import { isSent, kindWord } from './reading-words.ts';
import styles from './reading.module.css';

/** Pixels. */
export const READ_ROW_HEIGHT = 26;

export function ReadingRow({ row }: { readonly row: ReadRow | null | undefined }): ReactElement {
  if (row === undefined) return <div className={styles['row']} />;
  if (row === null) {
    return (
      <div className={styles['row']}>
        <span className={styles['remark']}>{strings.reading.rowUnreadable}</span>
      </div>
    );
  }
  const message = isSent(row.kind);
  return (
    <div className={styles['row']} data-kind={row.kind}>
      <span className={styles['number']}>{arrivalTime(row.arrival)}</span>
      <span className={styles['cell']}>
        {row.identity ?? (message ? strings.messages.server : '')}
      </span>
      <span className={styles['cell']}>{topicOf(row, message)}</span>
      <span className={styles['size']}>{message ? bytes(row.size) : ''}</span>
      <Content row={row} message={message} />
    </div>
  );
}

function topicOf(row: ReadRow, message: boolean): string {
  if (row.kind === 'data') return row.topic ?? '';
  const word = kindWord(row.kind);
  return message && row.topic !== null ? `${word}: ${row.topic}` : word;
}

function Content(props: { readonly row: ReadRow; readonly message: boolean }): ReactElement {
  const { row, message } = props;
  if (row.text === null) {
    const look = `${styles['payload'] ?? ''} ${styles['binary'] ?? ''}`;
    return <span className={look}>{hexLine(row.base64 ?? '', 24)}</span>;
  }
  return <span className={styles[message ? 'payload' : 'event']}>{visible(row.text)}</span>;
}
