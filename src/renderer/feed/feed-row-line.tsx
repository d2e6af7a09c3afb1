import { memo, type ReactElement } from 'react';
import type { FeedRow } from '../../shared/feed-row.ts';
import { bytes } from '../../shared/format/numbers.ts';
import { arrivalTime } from '../../shared/format/times.ts';
import { strings } from '../../shared/strings/strings.ts';
import { hexLine } from './hex.ts';
import styles from './feed-list.module.css';

interface FeedRowLineProps {
  readonly row: FeedRow;
  /** Of the list, in pixels. */
  readonly width: number;
  readonly selected: boolean;
  readonly onSelect: (row: FeedRow) => void;
}

/** One line. Plain elements: hundreds of these are filled anew each second. */
export const FeedRowLine = memo(function FeedRowLine(props: FeedRowLineProps): ReactElement {
  const { row, width, selected, onSelect } = props;
  return (
    <div
      id={`message-${row.record}`}
      className={styles['row']}
      role="option"
      aria-selected={selected}
      onClick={() => {
        onSelect(row);
      }}
    >
      <span className={styles['number']}>{arrivalTime(row.arrival)}</span>
      <span className={styles['cell']}>{row.identity ?? strings.messages.server}</span>
      <span className={styles['cell']}>{row.topic ?? ''}</span>
      <span className={styles['size']}>{bytes(row.size)}</span>
      <Payload row={row} most={Math.ceil(width / NARROWEST)} />
    </div>
  );
});

/** Pixels of a character; more of them than fit would be laid out for nothing. */
const NARROWEST = 3;

interface PayloadProps {
  readonly row: FeedRow;
  /** Characters that fit. */
  readonly most: number;
}

function Payload({ row, most }: PayloadProps): ReactElement {
  if (row.text === null) {
    return (
      <span className={`${styles['payload'] ?? ''} ${styles['binary'] ?? ''}`}>
        {hexLine(row.base64 ?? '', 24)}
      </span>
    );
  }
  return <span className={styles['payload']}>{visible(row.text.slice(0, most))}</span>;
}

/** Control characters, among them those that terminals obey or that turn the direction of text. */
const invisible = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** In one line, with what cannot be seen made visible. */
export function visible(text: string): string {
  return text.replace(invisible, (character) => (character === '\n' ? '⏎' : '·'));
}
