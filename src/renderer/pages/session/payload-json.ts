import type { FullMessage } from '../../../shared/ipc/recordings.ts';

/** The payload as an object or array; null when it is not JSON, cut off, or only a single value. */
export function jsonOf({ text, clipped }: FullMessage): { readonly value: object } | null {
  if (text === null || clipped) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { value } : null;
  } catch {
    return null;
  }
}
