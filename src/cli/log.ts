/** The log on a terminal or in a file: pino, redacted, to standard error. */
import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { ecsOptions } from './ecs.ts';
import { logTo, type Log, type LogLevel } from '../shared/log.ts';
import { redact, redactDeep } from '../shared/redact.ts';

/**
 * @param json One JSON object a line, by the Elastic Common Schema; otherwise text for people.
 * Writes are synchronous: the last lines before a crash are the ones that matter.
 */
export function createLog(level: LogLevel, json: boolean): Log {
  const logger = json
    ? pino(ecsOptions(level), pino.destination(2))
    : pino(
        { level, base: null },
        pretty({
          destination: 2,
          sync: true,
          colorize: process.stderr.isTTY,
          ignore: 'pid,hostname',
          singleLine: true,
        }),
      );
  return logTo((lineLevel, event, fields) => {
    writeTo(logger, lineLevel)(redactDeep(fields), redact(event));
  });
}

function writeTo(logger: Logger, level: LogLevel): (fields: unknown, event: string) => void {
  switch (level) {
    case 'debug':
      return logger.debug.bind(logger);
    case 'info':
      return logger.info.bind(logger);
    case 'warn':
      return logger.warn.bind(logger);
    case 'error':
      return logger.error.bind(logger);
  }
}
