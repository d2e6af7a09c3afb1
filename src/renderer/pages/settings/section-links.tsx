/** The sections of the long form, each a jump away. */
import { Button, Group } from '@mantine/core';
import type { ReactElement } from 'react';

/** Where a section begins: the first heading of the form that fits. */
const sections = [
  { label: 'Server and broker', selector: '#connection-title' },
  { label: 'Projects and storage', selector: '[id^="projects-"], [id^="livekitProjects-"]' },
  { label: 'This recorder', selector: '#recorder-title' },
  { label: 'Speed and keeping', selector: '#uploads-title' },
  { label: 'Finer settings', selector: '#advanced' },
] as const;

export function SectionLinks(): ReactElement {
  return (
    <Group component="nav" aria-label="Sections" gap={4}>
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
