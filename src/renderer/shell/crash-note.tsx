/** When drawing the window fails: says so, says that recording goes on, offers to draw it anew. */
import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { strings } from '../../shared/strings/strings.ts';

interface CrashNoteProps {
  readonly children: ReactNode;
}

export class CrashNote extends Component<CrashNoteProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: Error): void {
    void window.recorder.reportProblem((error.stack ?? error.message).slice(0, 4000));
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Center h="100%">
        <Stack align="center" maw={420}>
          <Title order={1} size="h3">
            {strings.shell.crash.title}
          </Title>
          <Text ta="center">{strings.shell.crash.text}</Text>
          <Button
            onClick={() => {
              window.location.reload();
            }}
          >
            {strings.shell.crash.again}
          </Button>
        </Stack>
      </Center>
    );
  }
}
