/** What was recorded, in words that a person can check. Never claims more than is known. */
import { Anchor, Button, Group, List, SimpleGrid, Spoiler, Stack, Text } from '@mantine/core';
import { IconFolderOpen, IconReceipt, IconShieldCheck } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import type { WindowRecording, WindowVerification } from '../../../shared/ipc/recordings.ts';
import { bytes, count } from '../../../shared/format/numbers.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { go } from '../../state/navigation.ts';
import { useAction } from '../../state/use-action.ts';
import { FetchButton } from './fetch-button.tsx';
import { ReceiptTables } from './receipt-tables.tsx';
import { VerificationNote } from './verification-note.tsx';

const texts = strings.receipt;

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
          {texts.openFolder}
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
          {texts.checkAgain}
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
          {texts.save}
        </Button>
        {failed && (
          <Anchor
            component="button"
            size="sm"
            onClick={() => {
              go({ page: 'uploads' });
            }}
          >
            {texts.seeFailed}
          </Anchor>
        )}
      </Group>
      {verify.error !== null && <ErrorNote error={verify.error} about={texts.notChecked} />}
      {open.error !== null && <ErrorNote error={open.error} about={texts.folderNotOpened} />}
      {save.error !== null && (
        <ErrorNote error={save.error} about={texts.notSaved} action={<></>} />
      )}
      {saved !== null && (
        <Text size="sm" role="status" className="break-words">
          {texts.saved(saved)}
        </Text>
      )}
      {verification !== null && <VerificationNote verification={verification} />}
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        <Fact name={strings.common.messages} value={count(recording.messages)} />
        <Fact name={strings.messages.payload} value={bytes(recording.bytes)} />
        <Fact name={texts.senders} value={count(recording.participants.length)} />
        <Fact name={texts.knownGaps} value={count(gaps.length)} />
      </SimpleGrid>
      {gaps.length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            {texts.gaps(gaps.length)}
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
        showLabel={texts.cannotSee}
        hideLabel={texts.hide}
      >
        <List size="sm">
          {recording.cannotSee.map((text) => (
            <List.Item key={text}>{text}</List.Item>
          ))}
        </List>
      </Spoiler>
      <Text size="xs" c="dimmed" className="clip" title={recording.folder}>
        {texts.place(recordingId, recording.folder, recording.isLocal)}
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
