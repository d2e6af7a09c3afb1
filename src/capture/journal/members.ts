/** Pieces of lines, as text. Everything that is not known to be plain ASCII goes through JSON.stringify. */
import { isUtf8 } from 'node:buffer';
import { asBuffer } from './as-buffer.ts';

export const text = (value: string): string => JSON.stringify(value);

export function base64(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('base64');
}

/** `"text":…` when the payload is valid UTF-8, else `"base64":…`. */
export function payloadMember(payload: Buffer, isText = isUtf8(payload)): string {
  return isText ? `"text":${text(payload.toString('utf8'))}` : `"base64":"${base64(payload)}"`;
}

/** More members, given as an object, each with a comma before it; undefined ones are left out. */
export function moreMembers(members: Readonly<Record<string, unknown>>): string {
  const json = JSON.stringify(members);
  return json === '{}' ? '' : membersOf(json);
}

/** The members of an object given as JSON, the first with a comma before it. */
export function membersOf(json: string): string {
  return `,${json.slice(1, -1)}`;
}
