/** Log lines by the Elastic Common Schema 8.11, which log stores read without being told how. */
import type { LoggerOptions } from 'pino';
import { software } from '../shared/software.ts';
import type { LogLevel } from '../shared/log.ts';

/** What varies stands below `syncflow_recorder`: ECS keeps names of one's own in a place of their own. */
export function ecsOptions(level: LogLevel): LoggerOptions {
  return {
    level,
    base: {
      'ecs.version': '8.11.0',
      'service.name': 'syncflow-recorder',
      'service.version': software.version,
      'process.pid': process.pid,
    },
    messageKey: 'message',
    nestedKey: 'syncflow_recorder',
    timestamp: () => `,"@timestamp":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ 'log.level': label }) },
  };
}
