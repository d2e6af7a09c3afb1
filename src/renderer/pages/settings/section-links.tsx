/** The sections of the long form, each a jump away. */
import { Button, Group } from '@mantine/core';
import type { ReactElement } from 'react';
import { strings } from '../../../shared/strings/strings.ts';

const texts = strings.settings.sections;

/** Where a section begins: the first heading of the form that fits. */
const sections = [
  { label: texts.connection, selector: '#connection-title' },
  { label: texts.projects, selector: '[id^="projects-"], [id^="livekitProjects-"]' },
  { label: texts.recorder, selector: '#recorder-title' },
  { label: texts.uploads, selector: '#uploads-title' },
  { label: texts.advanced, selector: '#advanced' },
] as const;

export function SectionLinks(): ReactElement {
  return (
    <Group component="nav" aria-label={texts.label} gap={4}>
      {sections.map(({ label, selector }) => (
        <Button
          key={label}
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            document.querySelector(selector)?.scrollIntoView({ block: 'start' });
          }}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
