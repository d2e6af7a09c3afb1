/** The end of the log file, line by line, for the window. */
import { open } from 'node:fs/promises';
import { logLevels, type LogPage } from '../../shared/ipc/desktop.ts';
import { redact } from '../../shared/redact.ts';

const MOST_BYTES = 512 * 1024;
const MOST_LINES = 1000;
const MOST_TEXT = 4000;

type Line = LogPage['lines'][number];

/** `2026-01-31T10:00:00.000+00:00 info what happened`, as log.ts writes it. */
const shape = new RegExp(`^(\\d{4}-\\d\\d-\\d\\dT\\S+) (${logLevels.join('|')}) (.*)$`);

/** @param text Whole lines. What has no time of its own (a stack) belongs to the line before it. */
export function logLines(text: string): Line[] {
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    if (raw === '') continue;
    const [, at, level, said] = shape.exec(raw) ?? [];
    const last = lines.at(-1);
    if (at !== undefined && said !== undefined) {
      lines.push({ at, level: levelOf(level), text: clip(said) });
    } else if (last !== undefined) {
      lines[lines.length - 1] = { ...last, text: clip(`${last.text}\n${raw}`) };
    }
  }
  return lines;
}

function levelOf(word: string | undefined): Line['level'] {
  return logLevels.find((level) => level === word) ?? 'info';
}

function clip(text: string): string {
  return text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text;
}

/** Bounded, and redacted once more: the file may hold what was no known secret when it was written. */
export async function readLogPage(path: string): Promise<LogPage> {
  const { text, more } = await tail(path, MOST_BYTES);
  const all = logLines(redact(text));
  return { lines: all.slice(-MOST_LINES), more: more || all.length > MOST_LINES };
}

/** The last bytes of a file, from the beginning of a line; nothing when it is not there. */
export async function tail(
  path: string,
  bytes: number,
): Promise<{ readonly text: string; readonly more: boolean }> {
  let file;
  try {
    file = await open(path, 'r');
  } catch {
    return { text: '', more: false };
  }
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - bytes);
    const buffer = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    const text = buffer.toString('utf8', 0, bytesRead);
    return { text: from === 0 ? text : text.slice(text.indexOf('\n') + 1), more: from > 0 };
  } finally {
    await file.close();
  }
}
