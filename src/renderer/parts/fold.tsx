/** What few need, behind a fold; it opens by itself when something inside needs attention. */
import { Accordion, Stack, Text, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

interface FoldProps {
  readonly title: string;
  /** What is inside, in a line. */
  readonly hint: string;
  /** A heading of the page, not of a part of it. */
  readonly heading?: boolean;
  /** Of the fold, for links to it. */
  readonly id?: string;
  /** Something inside needs attention: it must not hide. */
  readonly needsAttention: boolean;
  readonly children: ReactNode;
}

export function Fold({
  title,
  hint,
  heading = false,
  id,
  needsAttention,
  children,
}: FoldProps): ReactElement {
  return (
    <Accordion
      variant="contained"
      {...(id === undefined ? {} : { id })}
      {...(needsAttention ? { value: 'fold' } : {})}
    >
      <Accordion.Item value="fold">
        <Accordion.Control>
          {heading ? (
            <Title order={2} size="h4">
              {title}
            </Title>
          ) : (
            <Text size="sm">{title}</Text>
          )}
          <Text size={heading ? 'sm' : 'xs'} c="dimmed">
            {hint}
          </Text>
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">{children}</Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
