import { defineConfig } from '@playwright/test';

/**
 * The built app on the real stack. Two files at a time, each with a stack, a screen and a place to run
 * from of its own: a journey waits about as long as it computes. Those of one file stay in order.
 */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.e2e.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 240_000,
  expect: { timeout: 40_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
});
