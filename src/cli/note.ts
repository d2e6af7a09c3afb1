/** `syncflow-recorder note`: a note of the researcher for a session that the running recorder records. */
import { Option, type Command } from 'commander';
import { askRecorder } from '../engine/control/control-client.ts';
import { RecorderError } from '../shared/errors.ts';
import { noteOrderSchema, type NoteView } from '../shared/notes.ts';
import { printJson, printLine } from './output.ts';

interface NoteFlags {
  readonly data: string;
  readonly category?: string;
  readonly withdraw?: string;
  readonly json?: boolean;
}

export function addNoteCommand(program: Command, finish: (code: number) => void): void {
  program
    .command('note')
    .description('note something of a session that the running recorder records')
    .argument('<session>', 'id of the session')
    .argument('[text]', 'what to note; its time is that of this command')
    .option('--category <word>', 'a word of your own to group notes by')
    .option('--withdraw <id>', 'an earlier note that does not hold any more, instead of a text')
    .addOption(
      new Option('--data <folder>', 'data folder of that recorder')
        .env('RECORDER_DATA_DIR')
        .makeOptionMandatory(),
    )
    .option('--json', 'one JSON object a line instead of text')
    .addHelpText(
      'after',
      '\nExit codes: 0 it is safe on disk, 1 refused or not synced yet, 2 usage.',
    )
    .action(async (session: string, text: string | undefined, flags: NoteFlags) => {
      finish(await noteCommand(session, text, flags));
    });
}

async function noteCommand(
  session: string,
  text: string | undefined,
  { data, category, withdraw, json = false }: NoteFlags,
): Promise<number> {
  const more = withdraw === undefined ? { note: wanted(text, category) } : { withdraws: withdraw };
  const reply = await askRecorder(data, 'note', session, more);
  const { ok, done, note, error } = reply;
  if (json) printJson({ type: 'note', ...reply });
  else if (note !== undefined) printLine(noteLine(note, done));
  else if (error !== null) {
    printLine(`error: ${error.message} [${error.code}]`);
    printLine(`  what now: ${error.fix}`);
  }
  return ok && done ? 0 : 1;
}

/** The command was given when this process began. */
function wanted(text: string | undefined, category: string | undefined) {
  const order = { text, ageMs: performance.now(), ...(category === undefined ? {} : { category }) };
  const parsed = noteOrderSchema.safeParse(order);
  if (parsed.success) return parsed.data;
  const why = parsed.error.issues[0]?.message ?? '';
  throw new RecorderError(
    'usage',
    `Give the text of the note, or --withdraw with its id (${why}).`,
  );
}

export function noteLine({ id, text, pressed, isWithdrawn }: NoteView, done: boolean): string {
  const at = new Date(Number(BigInt(pressed) / 1_000_000n)).toISOString();
  const what = isWithdrawn ? 'withdrawn' : 'noted';
  return `${what} at ${at}, ${done ? 'safe on disk' : 'written, not synced yet'}: ${text}  (${id})`;
}
