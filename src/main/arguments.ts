/** What the app understands on its command line; Chromium's own switches are left to Chromium. */
import { parseArgs } from 'node:util';

export interface AppArguments {
  /** Set up from this .env for this run only, as the CLI does; nothing of it is stored. */
  readonly envFile: string | null;
  /** Folder for recordings, with `envFile` only. */
  readonly dataFolder: string | null;
  /** Started with the computer: the window waits until it is asked for. */
  readonly minimised: boolean;
}

/** @param argv Everything after the program, and after the app's own folder if that was given. */
export function readArguments(argv: readonly string[]): AppArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'env-file': { type: 'string' },
      data: { type: 'string' },
      minimised: { type: 'boolean' },
    },
    strict: false,
    allowPositionals: true,
  });
  return {
    envFile: textOf(values['env-file']),
    dataFolder: textOf(values.data),
    minimised: values.minimised === true,
  };
}

/** What follows `--cli`: a command of the command line program. Null: the app is to open its window. */
export function commandLineOf(argv: readonly string[]): readonly string[] | null {
  const at = argv.indexOf('--cli');
  return at === -1 ? null : argv.slice(at + 1);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
