/** Tries one part of what is saved, without the whole check. */
import { Button, Group, List, Stack, Text } from '@mantine/core';
import { useState, type ReactElement } from 'react';
import type { CheckedPart, PartTest } from '../../../shared/ipc/preflight.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { sentence } from '../../../shared/format/sentence.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { answerOf } from '../../state/call.ts';
import { useRecorder } from '../../state/recorder-store.ts';
import { useAction } from '../../state/use-action.ts';

const texts = strings.settings.test;
const parts: readonly CheckedPart[] = ['syncflow', 'broker', 'livekit', 'storage', 'disk'];

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
      <Group gap="xs" role="group" aria-label={texts.label}>
        <Text size="sm" c="dimmed">
          {texts.intro}
        </Text>
        {parts.map((part) => (
          <Button
            key={part}
            size="compact-sm"
            variant="default"
            aria-label={texts.part(texts.parts[part])}
            disabled={test.busy && tested !== part}
            loading={test.busy && tested === part}
            onClick={() => {
              test.run(part);
            }}
          >
            {texts.parts[part]}
          </Button>
        ))}
      </Group>
      {test.error !== null && <ErrorNote error={test.error} about={texts.failed} />}
      {results !== null && (
        <List size="sm" role="status">
          {results.length === 0 && <List.Item>{texts.unused}</List.Item>}
          {results.map(({ step, detail, error }) => (
            <List.Item key={step} data-part-works={error === null}>
              {error === null ? (
                texts.works(detail)
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
