/** The payload, or the whole record as JSON, into the clipboard; says that it is there. */
import { Button, Group } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { FullMessage } from '../../../shared/ipc/recordings.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { answerOf } from '../../state/call.ts';
import { useAction } from '../../state/use-action.ts';

const texts = strings.messages.full;

type What = 'payload' | 'record';

export function CopyMessage({ message }: { readonly message: FullMessage }): ReactElement {
  const [copied, setCopied] = useState<What | null>(null);
  const copy = useAction(async (what: What) => {
    const payload = message.text ?? message.base64 ?? '';
    await answerOf(
      window.recorder.copyText(what === 'payload' ? payload : JSON.stringify(message, null, 2)),
    );
    setCopied(what);
  });
  const button = (what: What, label: string): ReactElement => (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={
        copied === what ? <IconCheck size={12} aria-hidden /> : <IconCopy size={12} aria-hidden />
      }
      onClick={() => {
        copy.run(what);
      }}
    >
      {copied === what ? texts.copied : label}
    </Button>
  );
  return (
    <Group gap={4} wrap="nowrap" ml="auto" role="group" aria-label={texts.copy}>
      {button('payload', strings.messages.payload)}
      {button('record', texts.record)}
    </Group>
  );
}
