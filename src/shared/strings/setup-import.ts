/** Texts of settings that come from elsewhere, or go there. */
export const setupImportStrings = {
  env: {
    intro:
      'If you used the command-line recorder, its file of settings (usually named .env) holds everything that is needed. You see first what would go where.',
    choose: 'Choose the .env file…',
    chooseAnother: 'Choose another file…',
    take: 'Import and start',
    problems: 'This file cannot be imported as it is',
    warnings: 'Please check',
    inFile: 'In the file',
    goesTo: 'Goes to',
    value: 'Value',
    notShown: 'not shown',
  },
  leftover: {
    title: 'Imported. The file still holds your keys and secrets as plain text',
    text: (path: string) =>
      `${path} is not needed by this recorder any more. Delete it, unless the command-line recorder still uses it.`,
    failed: 'The file is still there',
    remove: 'Delete the file',
  },
  export: {
    intro: 'Saves these settings as a file for another computer, without keys and secrets.',
    button: 'Export the settings…',
  },
  settings: {
    intro:
      'A file of settings from another computer. You see first what changes. Keys and secrets are never in it: they are typed here afterwards.',
    choose: 'Choose a file of settings…',
    writtenBy: (path: string, by: string) => `${path}, written by ${by}`,
    noChange: 'Nothing would change.',
    withoutSecrets: (projects: readonly string[]) =>
      `Nothing is recorded until the keys and secrets are typed here: ${projects.join(', ')}.`,
    take: 'Take over these settings',
    setting: 'Setting',
    now: 'Now',
    after: 'Afterwards',
    nothing: 'nothing',
  },
} as const;
