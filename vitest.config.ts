import { defineConfig } from 'vitest/config';

/**
 * unit: beside the source, no servers. stack: the test servers themselves.
 * integration: the built recorder against the real stack, driven from outside.
 * full: the long forms (`npm run test:full`).
 */
export default defineConfig({
  test: {
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts'],
          exclude: ['src/**/*.real.test.ts'],
          testTimeout: 20_000,
          // One less than there are processors by default, which on two leaves one idle.
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'stack',
          include: ['stack/**/*.test.ts', 'src/**/*.real.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // They wait far more than they compute; each starts its own servers on free ports.
          maxWorkers: 3,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 3,
        },
      },
    ],
  },
});
