/** One light for the whole recorder: recording as soon as one session is, but a trouble is never hidden. */
import { Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import type { WindowSnapshot } from '../../../shared/ipc/views.ts';
import { strings } from '../../../shared/strings/strings.ts';
import { LightBadge } from '../../parts/light-badge.tsx';
import { useRecorder } from '../../state/recorder-store.ts';
import { isLive, lightOf, NEWS_LIMIT_MS, type Light } from '../../state/recording-light.ts';
import { useNow } from '../../state/use-now.ts';

const texts = strings.home.overall;
const { words } = strings.light;

export function OverallLight(): ReactElement | null {
  const { snapshot, receivedAt } = useRecorder();
  const now = useNow();
  if (snapshot === null) return null;
  const { light, text } = overall(snapshot, now, now - receivedAt);
  return (
    <Group gap="sm" wrap="nowrap" data-testid="overall-light">
      <Text size="sm" c="dimmed" visibleFrom="sm">
        {text}
      </Text>
      <LightBadge light={light} size="xl" />
    </Group>
  );
}

export function overall(
  snapshot: WindowSnapshot,
  now: number,
  newsAgeMs: number,
): { readonly light: Light; readonly text: string } {
  if (newsAgeMs > NEWS_LIMIT_MS && snapshot.engine.state === 'running') {
    const detail = texts.noNews;
    return { light: { kind: 'not-recording', word: words.notRecording, detail }, text: detail };
  }
  if (snapshot.engine.state !== 'running') {
    const detail = texts.notRunning;
    return { light: { kind: 'not-recording', word: words.notRecording, detail }, text: detail };
  }
  const lights = snapshot.sessions.filter(isLive).map((item) => lightOf(item, now, newsAgeMs));
  const of = (kind: Light['kind']): number => lights.filter((one) => one.kind === kind).length;
  const recording = of('recording');
  const troubled = of('not-recording');
  if (recording > 0) {
    const text = texts.recorded(recording, troubled);
    return { light: { kind: 'recording', word: words.recording, detail: text }, text };
  }
  if (troubled > 0) {
    const text = texts.notRecorded(troubled);
    return { light: { kind: 'not-recording', word: words.notRecording, detail: text }, text };
  }
  const text = lights.length === 0 ? texts.noSession : texts.waiting;
  return {
    light: {
      kind: 'waiting',
      word: lights.length === 0 ? words.ready : words.waiting,
      detail: text,
    },
    text,
  };
}
