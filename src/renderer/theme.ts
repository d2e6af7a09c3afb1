import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorSchemeManager,
} from '@mantine/core';

/** Red is kept for one thing: the recording light. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: 8,
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", "Noto Sans", Cantarell, "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", Menlo, "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '600' },
  components: {
    // Nothing behind a dialog scrolls anyway (global.css), and what locks it inserts a style without nonce.
    Modal: { defaultProps: { lockScroll: false } },
    Paper: { defaultProps: { withBorder: true, p: 'md' } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
  },
});

/** Mantine's own greys and light tints miss WCAG's contrast of 4.5 in places (measured with axe). */
export const readableColours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#565e66',
    '--mantine-color-placeholder': '#6c757d',
    '--mantine-color-orange-light-color': '#8f3205',
    '--mantine-color-orange-text': '#a63d06',
    '--mantine-color-yellow-light-color': '#6f4a00',
    '--mantine-color-teal-light-color': '#05543f',
    '--mantine-color-blue-light-color': '#0b4a86',
    '--mantine-color-gray-light-color': '#343a40',
  },
  dark: {
    '--mantine-color-dimmed': '#aeb1b5',
    '--mantine-color-placeholder': '#9a9ea3',
  },
});

/** Light or dark is the main process's business (nativeTheme); the page follows what it sees. */
export const colourSchemeFromSystem: MantineColorSchemeManager = {
  get: () => 'auto',
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};
