/** One of several values to narrow something down by, or none; the button that takes it back is reached by keys. */
import { Select, type SelectProps } from '@mantine/core';
import type { ReactElement } from 'react';

interface FilterChoiceProps<Value extends string> extends Pick<SelectProps, 'w'> {
  readonly label: string;
  /** What is shown, and chosen by the button, when there is no choice. */
  readonly none: string;
  readonly data: readonly (Value | { readonly value: Value; readonly label: string })[];
  readonly value: Value | null;
  readonly onChange: (value: Value | null) => void;
  /** Said when nothing fits what was typed; without it nothing can be typed. */
  readonly noneFits?: string;
  readonly className?: string | undefined;
}

/** Of names of devices there may be thousands. */
const MOST_SHOWN = 200;

export function FilterChoice<Value extends string>(props: FilterChoiceProps<Value>): ReactElement {
  const { label, none, data, value, onChange, noneFits, className = '', w } = props;
  return (
    <Select
      className={className}
      size="xs"
      {...(w === undefined ? {} : { w })}
      aria-label={label}
      placeholder={none}
      clearable
      searchable={noneFits !== undefined}
      nothingFoundMessage={noneFits}
      limit={MOST_SHOWN}
      clearButtonProps={{ 'aria-label': none, 'aria-hidden': false }}
      data={[...data]}
      value={value}
      onChange={onChange}
    />
  );
}
