/** The frame of a page: a heading, what belongs beside it, and the content. */
import { Box, Group, ScrollArea, Stack, Text, Title } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  readonly hint?: string;
  readonly beside?: ReactNode;
  /** The content scrolls by itself. */
  readonly fixed?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, hint, beside, fixed = false, children }: PageProps): ReactElement {
  return (
    <Stack h="100%" gap={0}>
      <Group px="lg" py="sm" justify="space-between" wrap="nowrap">
        <Box miw={0}>
          <Title order={1} size="h3" className="clip">
            {title}
          </Title>
          {hint !== undefined && (
            <Text size="sm" c="dimmed" className="clip">
              {hint}
            </Text>
          )}
        </Box>
        <Box flex="none">{beside}</Box>
      </Group>
      {fixed ? (
        <Box flex={1} mih={0} px="lg" pb="md">
          {children}
        </Box>
      ) : (
        <ScrollArea flex={1} mih={0} type="auto">
          <Box px="lg" pb="lg">
            {children}
          </Box>
        </ScrollArea>
      )}
    </Stack>
  );
}
