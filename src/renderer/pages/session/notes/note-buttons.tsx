/** The way to a note and to markers by mouse; their keys are named beside them. */
import { ActionIcon, Button, Group, Kbd, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconFlag, IconNote, IconPencil } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';
import { MARKER_CATEGORY, type Markers } from '../../../../shared/notes.ts';
import { strings } from '../../../../shared/strings/strings.ts';
import { ErrorNote } from '../../../parts/error-note.tsx';
import { answerOf } from '../../../state/call.ts';
import { useAction } from '../../../state/use-action.ts';
import type { Notes } from './use-notes.ts';

const texts = strings.session.note;

interface NoteButtonsProps {
  readonly notes: Notes;
  readonly markers: Markers | null;
  readonly onMarkers: () => void;
}

export function NoteButtons({ notes, markers, onMarkers }: NoteButtonsProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const [isEditing, setEditing] = useState(false);
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        size="xs"
        variant="default"
        leftSection={<IconNote size={14} aria-hidden />}
        rightSection={
          <Kbd size="xs" visibleFrom="lg">
            N
          </Kbd>
        }
        aria-keyshortcuts="N"
        onClick={(event) => {
          notes.open(event.timeStamp);
        }}
      >
        {texts.note}
      </Button>
      <Popover
        opened={isOpen}
        onChange={(next) => {
          setOpen(next);
          setEditing(false);
        }}
        position="bottom-end"
        withArrow
        trapFocus
      >
        <Popover.Target>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconFlag size={14} aria-hidden />}
            rightSection={
              <Kbd size="xs" visibleFrom="lg">
                1–9
              </Kbd>
            }
            onClick={() => {
              setOpen((now) => !now);
            }}
          >
            {texts.markers}
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={texts.markers} w={280}>
          {isEditing && markers !== null ? (
            <MarkerFields
              markers={markers}
              onDone={() => {
                setEditing(false);
                onMarkers();
              }}
            />
          ) : (
            <MarkerList
              markers={markers ?? []}
              onEdit={() => {
                setEditing(true);
              }}
              onDrop={(text, key, pressedAt) => {
                notes.taking.run({ text, category: MARKER_CATEGORY, key, pressedAt });
                setOpen(false);
              }}
            />
          )}
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}

interface MarkerListProps {
  readonly markers: Markers;
  readonly onEdit: () => void;
  readonly onDrop: (text: string, key: string, pressedAt: number) => void;
}

function MarkerList({ markers, onEdit, onDrop }: MarkerListProps): ReactElement {
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          {texts.dropMarker}
        </Text>
        <ActionIcon variant="default" aria-label={texts.editMarkers} onClick={onEdit}>
          <IconPencil size={14} aria-hidden />
        </ActionIcon>
      </Group>
      {markers.map((text, place) => {
        const key = String(place + 1);
        return text === '' ? null : (
          <Button
            key={key}
            size="xs"
            variant="subtle"
            justify="flex-start"
            leftSection={
              <Kbd size="xs" visibleFrom="lg">
                {key}
              </Kbd>
            }
            aria-keyshortcuts={key}
            onClick={(event) => {
              onDrop(text, key, event.timeStamp);
            }}
          >
            {text}
          </Button>
        );
      })}
    </Stack>
  );
}

function MarkerFields({
  markers,
  onDone,
}: {
  readonly markers: Markers;
  readonly onDone: () => void;
}): ReactElement {
  const [edited, setEdited] = useState<Markers>(markers);
  const save = useAction(async () => {
    await answerOf(window.recorder.setMarkers(edited));
    onDone();
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.run();
      }}
    >
      <Stack gap={4}>
        {edited.map((text, place) => (
          <TextInput
            key={place}
            size="xs"
            aria-label={texts.marker(place + 1)}
            placeholder={texts.noMarker}
            maxLength={80}
            leftSection={
              <Kbd size="xs" visibleFrom="lg">
                {place + 1}
              </Kbd>
            }
            value={text}
            onChange={(event) => {
              const { value } = event.currentTarget;
              setEdited((now) => now.map((one, at) => (at === place ? value : one)));
            }}
          />
        ))}
        {save.error !== null && <ErrorNote error={save.error} />}
        <Button size="xs" type="submit" loading={save.busy}>
          {texts.saveMarkers}
        </Button>
      </Stack>
    </form>
  );
}
