/** Single values of settings by name, read as people write them. */
import { RecorderError } from '../../shared/errors.ts';

/** The value of a name; undefined when it has none or an empty one. */
export type Get = (name: string) => string | undefined;

/** @throws RecorderError `config-bad-value` */
export function flag(get: Get, name: string, fallback: boolean): boolean {
  const value = get(name)?.toLowerCase();
  if (value === undefined) return fallback;
  if (['on', 'true', '1', 'yes'].includes(value)) return true;
  if (isOff(value)) return false;
  throw new RecorderError('config-bad-value', `${name} must be on or off`);
}

/** @throws RecorderError `config-bad-value` */
export function number(get: Get, name: string, fallback: number): number {
  const value = get(name);
  if (value === undefined) return fallback;
  const parsed = Number(value);
  if (Number.isInteger(parsed) && parsed > 0) return parsed;
  throw new RecorderError('config-bad-value', `${name} must be a whole number above 0`);
}

/** Null when it is not given; may be 0. @throws RecorderError `config-bad-value` */
export function wholeOrNull(get: Get, name: string): number | null {
  return get(name) === '0' ? 0 : get(name) === undefined ? null : number(get, name, 1);
}

/** Seconds, as milliseconds. @throws RecorderError `config-bad-value` */
export function seconds(get: Get, name: string, fallbackMs: number): number {
  return get(name) === undefined ? fallbackMs : number(get, name, 1) * 1000;
}

/** Whether a value means that something is switched off. */
export function isOff(value: string | undefined): boolean {
  return ['off', 'false', '0', 'no'].includes((value ?? '').trim().toLowerCase());
}
