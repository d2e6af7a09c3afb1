/** What every journey needs: a screen, a place to run the app from, the stack, the app itself. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { projectRoot } from '../scripts/setup.mjs';
import { startStack, type Stack } from '../stack/stack.ts';
import { prepareAppPlace, type AppPlace } from './support/app-place.ts';
import { Classroom, envText } from './support/classroom.ts';
import { startDisplay, type Display } from './support/display.ts';
import { RecorderApp, type LaunchOptions } from './support/recorder-app.ts';

interface WorkerParts {
  /** Size of the virtual screen. */
  readonly screenSize: string;
  /** The folder with the built app. */
  readonly appFolder: string;
  readonly stackProjects: readonly string[];
  readonly display: Display;
  readonly place: AppPlace;
  readonly stack: Stack;
}

interface TestParts {
  /** The SyncFlow side of a project; its sessions and devices end with the test. */
  readonly classroom: (project: JourneyProject) => Classroom;
  /** Starts the app set up for a project by a .env on its command line, as the demo does. */
  readonly launchSetUp: (
    lab: Classroom,
    options?: Pick<LaunchOptions, 'home' | 'programs'> & {
      readonly settings?: Readonly<Record<string, string>>;
    },
  ) => Promise<RecorderApp>;
  /** Starts the app; whatever a test started is ended after it. */
  readonly launch: (options?: Omit<LaunchOptions, 'place' | 'display'>) => Promise<RecorderApp>;
}

/** One for each journey, so that none sees another's sessions. */
export const journeyProjects = [
  'first-run',
  'import',
  'no-keyring',
  'retry',
  'recovery',
  'quit',
  'feed',
  'crash',
  'accessible',
  'packaged',
  'installed',
  'updates',
  'run-from-here',
  'session-day',
  'half-made',
  'preflight',
  'round-trip',
  'round-trip-cancelled',
  'desktop',
  'troubles',
  'moved',
  'found-again',
  'keyboard',
  'two-recorders',
] as const;
export type JourneyProject = (typeof journeyProjects)[number];

export const test = base.extend<TestParts, WorkerParts>({
  screenSize: ['1400x1000', { scope: 'worker', option: true }],
  appFolder: [projectRoot, { scope: 'worker', option: true }],
  stackProjects: [journeyProjects, { scope: 'worker', option: true }],
  display: [
    async ({ screenSize }, use) => {
      const display = await startDisplay(screenSize);
      await use(display);
      await display.stop();
    },
    { scope: 'worker' },
  ],
  place: [
    async ({ appFolder }, use) => {
      const place = await prepareAppPlace(appFolder);
      await use(place);
      place.remove();
    },
    { scope: 'worker' },
  ],
  stack: [
    async ({ stackProjects }, use) => {
      const stack = await startStack({ projects: stackProjects });
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  classroom: async ({ stack }, use) => {
    const opened: Classroom[] = [];
    await use((project) => {
      const classroom = new Classroom(stack, project);
      opened.push(classroom);
      return classroom;
    });
    for (const classroom of opened) await classroom.close();
  },
  launch: async ({ place, display }, use) => {
    const started: RecorderApp[] = [];
    await use(async (options = {}) => {
      const app = await RecorderApp.launch({ ...options, place, display });
      started.push(app);
      return app;
    });
    for (const app of started) await app.close();
  },
  launchSetUp: async ({ place, launch }, use) => {
    await use((lab, { settings, ...options } = {}) => {
      const home = options.home ?? place.makeHome();
      const envFile = join(home, 'recorder.env');
      writeFileSync(envFile, envText(lab.settings(settings)), { mode: 0o600 });
      place.give(envFile);
      return launch({
        ...options,
        home,
        args: ['--env-file', envFile, '--data', join(home, 'recordings')],
      });
    });
  },
});

export { expect } from '@playwright/test';
