import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { plainReact } from './scripts/plain-react.ts';

/**
 * Main, CLI and the two child entries are built together, side by side in out/main: each of them
 * finds the others by file name beside itself, in Electron and in plain Node alike.
 */
export default defineConfig({
  main: {
    build: {
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          cli: 'src/cli/index.ts',
          capture: 'src/capture/child.ts',
          ping: 'src/capture/ping/child.ts',
          'journal-thread': 'src/capture/journal/thread.ts',
          'recording-worker': 'src/engine/recording/worker.ts',
          'library-worker': 'src/engine/library/worker.ts',
          'export-worker': 'src/engine/exports/jobs/worker.ts',
          'export-helper': 'src/engine/exports/helper/worker.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  },
  preload: {
    build: {
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    build: {
      minify: true,
      // Read from this disk: in several pieces it would start no sooner.
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: { index: 'src/renderer/index.html' } },
    },
    plugins: [plainReact(), react()],
  },
});
