/** Tries one part of what is saved, without the whole check. */
import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { CheckedPart, PartTest } from '../../../shared/ipc/preflight.ts';
import { ErrorNote, sentence } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { useAction } from '../../state/use-action.ts';

const parts: readonly (readonly [CheckedPart, string])[] = [
  ['syncflow', 'SyncFlow'],
  ['broker', 'RabbitMQ'],
  ['livekit', 'LiveKit'],
  ['storage', 'Storage'],
  ['disk', 'Disk'],
];

export function TestParts(): ReactElement | null {
  const running = useRecorder(({ snapshot }) => snapshot?.engine.state === 'running');
  const [tested, setTested] = useState<CheckedPart | null>(null);
  const [results, setResults] = useState<readonly PartTest[] | null>(null);
  const test = useAction(async (part: CheckedPart) => {
    setTested(part);
    setResults(null);
    setResults(await answerOf(window.recorder.testPart(part)));
  });
  if (!running) return null;
  return (
    <Stack gap="xs">
      <Group gap="xs" role="group" aria-label="Test what is saved">
        <Text size="sm" c="dimmed">
          Test what is saved:
        </Text>
        {parts.map(([part, label]) => (
          <Button
            key={part}
            size="compact-sm"
            variant="default"
            aria-label={`Test ${label}`}
            disabled={test.busy && tested !== part}
            loading={test.busy && tested === part}
            onClick={() => {
              test.run(part);
            }}
          >
            {label}
          </Button>
        ))}
      </Group>
      {test.error !== null && <ErrorNote error={test.error} about="It was not tested" />}
      {results !== null && (
        <List size="sm" role="status">
          {results.length === 0 && <List.Item>No project uses this part.</List.Item>}
          {results.map(({ step, detail, error }) => (
            <List.Item key={step} data-part-works={error === null}>
              {error === null ? (
                `It works: ${detail}`
              ) : (
                <>
                  {sentence(error.message)} <b>{error.fix}</b>
                </>
              )}
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}
