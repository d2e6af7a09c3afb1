/** The app's log: a rotated file, everything redacted. Console output only where a terminal reads it. */
import { dirname } from 'node:path';
import electronLog from 'electron-log/main';
import { logTo, type Log, type LogFields, type LogLevel } from '../shared/log.ts';
import { redact, redactDeep } from '../shared/redact.ts';

const MAX_LOG_BYTES = 5 * 1024 * 1024;

export interface AppLog {
  readonly log: Log;
  readonly folder: string;
  /** The file that is written now. */
  readonly file: string;
}

export function openLog(): AppLog {
  const { file, console: terminal } = electronLog.transports;
  file.maxSize = MAX_LOG_BYTES;
  file.format = '{y}-{m}-{d}T{h}:{i}:{s}.{ms}{z} {level} {text}';
  file.level = 'info';
  terminal.level = process.env['RECORDER_LOG_LEVEL'] === 'debug' ? 'debug' : 'warn';
  // Third net, after the engine's and our own: whatever reaches a transport is redacted.
  electronLog.hooks.push((message) => ({ ...message, data: message.data.map(redactDeep) }));
  const log = logTo((level: LogLevel, event: string, fields: LogFields) => {
    const extra = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(redactDeep(fields))}`;
    electronLog[level](`${redact(event)}${extra}`);
  });
  process.on('uncaughtException', (error) => {
    log.error('something in the main process failed', { error: error.stack ?? error.message });
  });
  process.on('unhandledRejection', (reason) => {
    const what = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    log.error('something in the main process failed', { error: what });
  });
  const { path } = file.getFile();
  return { log, folder: dirname(path), file: path };
}
