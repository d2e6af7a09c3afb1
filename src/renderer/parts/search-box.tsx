/** A box for words to look for: emptied by its button or by Escape, reached by Ctrl+F where it is the page's own. */
import { CloseButton, TextInput, type TextInputProps } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { ReactElement, Ref } from 'react';
import { strings } from '../../shared/strings/strings.ts';

interface SearchBoxProps extends Pick<TextInputProps, 'w' | 'miw' | 'flex'> {
  readonly label: string;
  /** The label when there is none. */
  readonly hint?: string;
  readonly value: string;
  /** Characters at most. */
  readonly most: number;
  readonly onChange: (value: string) => void;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLInputElement>;
}

export function SearchBox(props: SearchBoxProps): ReactElement {
  const { label, hint = label, value, most, onChange, className = '', ref = null, ...size } = props;
  return (
    <TextInput
      {...size}
      ref={ref}
      className={className}
      size="xs"
      aria-label={label}
      placeholder={hint}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={value}
      rightSection={
        value !== '' && (
          <CloseButton
            size="xs"
            aria-label={strings.common.clearSearch}
            onClick={() => {
              onChange('');
            }}
          />
        )
      }
      onChange={(event) => {
        onChange(event.currentTarget.value.slice(0, most));
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onChange('');
      }}
    />
  );
}
