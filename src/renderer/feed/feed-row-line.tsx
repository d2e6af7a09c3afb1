import { memo, type ReactElement } from 'react';
import type { FeedRow } from '../../shared/capture-protocol.ts';
import { bytes } from '../../shared/format/numbers.ts';
import { arrivalTime } from '../../shared/format/times.ts';
import { strings } from '../../shared/strings/strings.ts';
import { hexLine } from './hex.ts';
import styles from './feed-list.module.css';

interface FeedRowLineProps {
  readonly row: FeedRow;
  readonly top: number;
  readonly selected: boolean;
  readonly onSelect: (row: FeedRow) => void;
}

/** One line. Plain elements: hundreds of these are made and dropped each second. */
export const FeedRowLine = memo(function FeedRowLine(props: FeedRowLineProps): ReactElement {
  const { row, top, selected, onSelect } = props;
  return (
    <div
      id={`message-${row.record}`}
      className={styles['row']}
      role="option"
      aria-selected={selected}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => {
        onSelect(row);
      }}
    >
      <span className={styles['number']}>{arrivalTime(row.arrival)}</span>
      <span className={styles['cell']}>{row.identity ?? strings.messages.server}</span>
      <span className={styles['cell']}>{row.topic ?? ''}</span>
      <span className={styles['size']}>{bytes(row.size)}</span>
      <Payload row={row} />
    </div>
  );
});

function Payload({ row }: { readonly row: FeedRow }): ReactElement {
  if (row.text === null) {
    return (
      <span className={`${styles['payload'] ?? ''} ${styles['binary'] ?? ''}`}>
        {hexLine(row.base64 ?? '', 24)}
      </span>
    );
  }
  return <span className={styles['payload']}>{visible(row.text)}</span>;
}

/** Control characters, among them those that terminals obey or that turn the direction of text. */
const invisible = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** In one line, with what cannot be seen made visible. */
export function visible(text: string): string {
  return text.replace(invisible, (character) => (character === '\n' ? '⏎' : '·'));
}
