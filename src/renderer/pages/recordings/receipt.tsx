/** What was recorded, in words that a person can check. Never claims more than is known. */
import { Anchor, Button, Group, List, SimpleGrid, Spoiler, Stack, Text } from '@mantine/core';
import { IconFolderOpen, IconReceipt, IconShieldCheck } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WindowRecording, WindowVerification } from '../../../shared/ipc/recordings.ts';
import { bytes, count, plural } from '../../../shared/format/numbers.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { go } from '../../state/navigation.ts';
import { useAction } from '../../state/use-action.ts';
import { FetchButton } from './fetch-button.tsx';
import { ReceiptTables } from './receipt-tables.tsx';
import { VerificationNote } from './verification-note.tsx';

export function Receipt({ recording }: { readonly recording: WindowRecording }): ReactElement {
  const { recordingId, gaps, files } = recording;
  const [verification, setVerification] = useState<WindowVerification | null>(null);
  const verify = useAction(async () => {
    setVerification(await answerOf(window.recorder.verifyRecording(recordingId)));
  });
  const open = useAction(async () => {
    await answerOf(window.recorder.openRecordingFolder(recordingId));
  });
  const [saved, setSaved] = useState<string | null>(null);
  const save = useAction(async () => {
    setSaved(await answerOf(window.recorder.saveReceipt(recordingId)));
  });
  const failed = files.some(({ upload }) => upload === 'failed');
  return (
    <Stack gap="md">
      <Group gap="xs">
        {!recording.isLocal && <FetchButton recordingId={recordingId} />}
        <Button
          size="xs"
          variant="default"
          disabled={!recording.isLocal}
          leftSection={<IconFolderOpen size={14} aria-hidden />}
          onClick={() => {
            open.run();
          }}
        >
          Open folder
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={!recording.isLocal}
          leftSection={<IconShieldCheck size={14} aria-hidden />}
          loading={verify.busy}
          onClick={() => {
            verify.run();
          }}
        >
          Check the files again
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconReceipt size={14} aria-hidden />}
          loading={save.busy}
          onClick={() => {
            save.run();
          }}
        >
          Save receipt…
        </Button>
        {failed && (
          <Anchor
            component="button"
            size="sm"
            onClick={() => {
              go({ page: 'uploads' });
            }}
          >
            See the failed uploads
          </Anchor>
        )}
      </Group>
      {verify.error !== null && <ErrorNote error={verify.error} about="It could not be checked" />}
      {open.error !== null && <ErrorNote error={open.error} about="The folder was not opened" />}
      {save.error !== null && (
        <ErrorNote error={save.error} about="The receipt was not saved" action={<></>} />
      )}
      {saved !== null && (
        <Text size="sm" role="status" className="break-words">
          The receipt is saved as {saved}
        </Text>
      )}
      {verification !== null && <VerificationNote verification={verification} />}
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        <Fact name="Messages" value={count(recording.messages)} />
        <Fact name="Payload" value={bytes(recording.bytes)} />
        <Fact name="Senders" value={count(recording.participants.length)} />
        <Fact name="Known gaps" value={count(gaps.length)} />
      </SimpleGrid>
      {gaps.length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            {plural(gaps.length, 'gap')}
          </Text>
          <List size="sm">
            {gaps.slice(0, 50).map((gap, index) => (
              <List.Item key={index}>{gap}</List.Item>
            ))}
          </List>
        </div>
      )}
      <ReceiptTables recording={recording} />
      <Spoiler
        maxHeight={0}
        fz="sm"
        styles={{ control: { fontSize: 'var(--mantine-font-size-sm)' } }}
        showLabel="What no recorder can see"
        hideLabel="Hide"
      >
        <List size="sm">
          {recording.cannotSee.map((text) => (
            <List.Item key={text}>{text}</List.Item>
          ))}
        </List>
      </Spoiler>
      <Text size="xs" c="dimmed" className="clip" title={recording.folder}>
        Recording {recordingId}, {recording.isLocal ? 'in' : 'formerly in'} {recording.folder}
      </Text>
    </Stack>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fw={600} className="numbers">
        {value}
      </Text>
    </div>
  );
}
