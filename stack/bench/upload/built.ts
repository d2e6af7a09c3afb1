import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '../../..');

/**
 * Builds our uploader as the app is built: a loader of TypeScript in the measured process would cost
 * memory and time that the app does not. @returns the program
 */
export async function buildOurs(): Promise<string> {
  const outDir = join(root, 'out/bench');
  await build({
    ...{ root, configFile: false, logLevel: 'warn' },
    build: {
      ...{ ssr: true, outDir, target: 'node20', emptyOutDir: true },
      rolldownOptions: {
        input: { uploader: join(root, 'src/engine/uploads/bench-uploader.fixture.ts') },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  });
  return join(outDir, 'uploader.js');
}
