import { useMemo, type ReactElement } from 'react';
import { collapseAllNested, JsonView } from 'react-json-view-lite';
import type { FullMessage } from '../../../shared/ipc/recordings.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { base64Of, bytesOfBase64, bytesOfText, hexDump } from '../../feed/hex.ts';
import styles from './message-panel.module.css';

export function PayloadText({ text }: { readonly text: string }): ReactElement {
  return <pre className={styles['text']}>{text === '' ? strings.messages.full.empty : text}</pre>;
}

/** Above this the tree opens one level only: thousands of open branches would hold up the window. */
const OPEN_TREE_LIMIT = 20_000;

const treeStyles = {
  container: styles['tree'] ?? '',
  basicChildStyle: '',
  label: styles['label'] ?? '',
  nullValue: styles['word'] ?? '',
  undefinedValue: styles['word'] ?? '',
  numberValue: styles['number'] ?? '',
  stringValue: styles['string'] ?? '',
  booleanValue: styles['word'] ?? '',
  otherValue: '',
  punctuation: styles['mark'] ?? '',
  expandIcon: styles['expander'] ?? '',
  collapseIcon: styles['expander'] ?? '',
  collapsedContent: styles['collapsed'] ?? '',
  childFieldsContainer: '',
};

export function PayloadJson({ value }: { readonly value: object }): ReactElement {
  const small = useMemo(() => JSON.stringify(value).length < OPEN_TREE_LIMIT, [value]);
  return (
    <JsonView
      data={value}
      style={treeStyles}
      shouldExpandNode={small ? () => true : collapseAllNested}
    />
  );
}

export function PayloadHex({ message }: { readonly message: FullMessage }): ReactElement {
  const dump = useMemo(() => {
    const { text, base64 } = message;
    return hexDump(text === null ? bytesOfBase64(base64 ?? '') : bytesOfText(text));
  }, [message]);
  return <pre className={styles['hex']}>{dump === '' ? strings.messages.full.empty : dump}</pre>;
}

export function PayloadBase64({ message }: { readonly message: FullMessage }): ReactElement {
  const text = useMemo(() => base64Of(message), [message]);
  return <pre className={styles['text']}>{text === '' ? strings.messages.full.empty : text}</pre>;
}
