/** Entry of the window. */
import './zod-without-eval.ts';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app.tsx';
import { CrashNote } from './shell/crash-note.tsx';
import { startExportsStore } from './state/exports-store.ts';
import { startPreflightStore } from './state/preflight-store.ts';
import { startUpdateStore } from './state/update-store.ts';
import { startRecorderStore } from './state/recorder-store.ts';
import { colourSchemeFromSystem, readableColours, theme } from './theme.ts';
import { installTrustedTypes } from './trusted-types.ts';

installTrustedTypes();
window.addEventListener('error', (event) => {
  void window.recorder.reportProblem(event.message.slice(0, 4000));
});
window.addEventListener('unhandledrejection', (event) => {
  void window.recorder.reportProblem(String(event.reason).slice(0, 4000));
});
startRecorderStore();
startPreflightStore();
startExportsStore();
startUpdateStore();

const nonce = document.querySelector('meta[name="style-nonce"]')?.getAttribute('content') ?? '';
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root element');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={readableColours}
      defaultColorScheme="auto"
      colorSchemeManager={colourSchemeFromSystem}
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-right" limit={3} />
      <CrashNote>
        <App />
      </CrashNote>
    </MantineProvider>
  </StrictMode>,
);
