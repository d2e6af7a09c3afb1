/** What commands print: text for people, or one JSON object a line with --json. Always redacted and inert. */
import { toRecorderError, viewOfError } from '../shared/errors.ts';
import { inertText } from '../shared/inert-text.ts';
import { redact } from '../shared/redact.ts';

export function printLine(text: string): void {
  process.stdout.write(`${inertText(redact(text))}\n`);
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value));
}

/** What, which session, is the data safe, what now. */
export function printError(thrown: unknown, json: boolean): void {
  const error = toRecorderError(thrown);
  if (json) {
    printJson({ type: 'error', error: viewOfError(error) });
    return;
  }
  const lines = [`error: ${error.message} [${error.code}]`];
  if (error.sessionId !== undefined) lines.push(`  session: ${error.sessionId}`);
  if (error.dataSafety !== undefined) lines.push(`  data: ${error.dataSafety}`);
  lines.push(`  what now: ${error.fix}`);
  process.stderr.write(`${inertText(redact(lines.join('\n')))}\n`);
}
