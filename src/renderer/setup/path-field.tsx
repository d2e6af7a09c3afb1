import { Button, Group, TextInput, type TextInputProps } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../shared/strings/strings.ts';
import { answerOf } from '../state/call.ts';

interface PathFieldProps extends Omit<TextInputProps, 'onChange'> {
  readonly onChange: (path: string) => void;
  /** The system's own dialog; null when nothing was chosen there. */
  readonly choose: () => ReturnType<typeof window.recorder.chooseFolder>;
  /** What the button beside it says. */
  readonly button?: string;
}

/** A file or folder, typed or chosen in the system's own dialog. */
export function PathField({
  onChange,
  choose,
  button = strings.setup.choose,
  ...field
}: PathFieldProps): ReactElement {
  return (
    <Group align="flex-end" wrap="nowrap">
      <TextInput
        flex={1}
        {...field}
        onChange={(event) => {
          onChange(event.currentTarget.value);
        }}
      />
      <Button
        variant="default"
        onClick={() => {
          void answerOf(choose()).then((path) => {
            if (path !== null) onChange(path);
          });
        }}
      >
        {button}
      </Button>
    </Group>
  );
}
