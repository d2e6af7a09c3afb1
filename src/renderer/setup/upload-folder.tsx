import { Button, Group, TextInput } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { answerOf } from '../state/call.ts';

interface UploadFolderProps {
  readonly value: string;
  readonly error?: ReactNode;
  readonly onChange: (folder: string) => void;
}

/** Chosen in the system's own dialog, or typed. It has to exist: it is never made. */
export function UploadFolder({ value, error, onChange }: UploadFolderProps): ReactElement {
  return (
    <Group align="flex-end" wrap="nowrap">
      <TextInput
        flex={1}
        label="Folder for copies"
        placeholder="/mnt/share/recordings"
        withAsterisk
        value={value}
        error={error}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
      <Button
        variant="default"
        onClick={() => {
          void answerOf(window.recorder.chooseFolder()).then((folder) => {
            if (folder !== null) onChange(folder);
          });
        }}
      >
        Choose the folder for copies…
      </Button>
    </Group>
  );
}
