/**
 * The log as the engine and the capture child see it. `event` is a short constant sentence; everything
 * that varies goes into `fields`. Implementations redact both. No payloads, no tokens, no secrets.
 */
export type LogFields = Readonly<Record<string, unknown>>;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** A log that forwards every line to one function, already split. */
export function logTo(write: (level: LogLevel, event: string, fields: LogFields) => void): Log {
  return {
    debug: (event, fields = {}) => {
      write('debug', event, fields);
    },
    info: (event, fields = {}) => {
      write('info', event, fields);
    },
    warn: (event, fields = {}) => {
      write('warn', event, fields);
    },
    error: (event, fields = {}) => {
      write('error', event, fields);
    },
  };
}

/** For tests and for callers that want none. */
export const silentLog: Log = logTo(() => undefined);
