/** How object keys are laid out. */
import { problemStrings } from './strings/form-problems.ts';
import { bucketStrings } from './strings/setup-advanced.ts';

const fields = [
  'projectName',
  'projectId',
  'room',
  'sessionId',
  'sessionName',
  'recordingId',
  'file',
  'date',
] as const;
export type KeyField = (typeof fields)[number];

/** The layout of the Rust daemon, which others may rely on. */
export const defaultKeyTemplate =
  '{projectName}-{projectId}/{room}/text-egress/all-topics/{recordingId}/{file}';

export const keyTemplateRule = problemStrings.keyTemplateRule(fields.map((field) => `{${field}}`));

const MAX_TEMPLATE = 500;
/** What may stand between fields: what is safe in a key, except the `~` of spare names. */
const literal = /^[A-Za-z0-9!\-_.*'() ]*$/;

/**
 * Whether two files can never have the same key by it: it names recording or session, and the file as a
 * part of its own, because a file may have folders.
 */
export function isKeyTemplate(template: string): boolean {
  const parts = template.split('/');
  if (template.length > MAX_TEMPLATE || parts.length < 2) return false;
  if (parts.at(-1) !== '{file}' || template.split('{file}').length !== 2) return false;
  if (!/\{(?:recordingId|sessionId)\}/.test(template)) return false;
  return parts.every((part) => {
    const rest = part.replace(/\{(\w+)\}/g, (whole, name: string) => (isField(name) ? '' : whole));
    return part !== '' && part !== '.' && part !== '..' && literal.test(rest);
  });
}

/** The parts of a key before the file's, with the fields' values put in as they are. */
export function fillTemplate(
  template: string,
  values: Readonly<Record<Exclude<KeyField, 'file'>, string>>,
): readonly string[] {
  const lookup: Readonly<Record<string, string>> = values;
  return template
    .split('/')
    .slice(0, -1)
    .map((part) => part.replace(/\{(\w+)\}/g, (whole, name: string) => lookup[name] ?? whole));
}

/** What the fields stand for where there is no recording yet. */
export const exampleKeyValues = {
  ...bucketStrings.example,
  projectId: '00000000-0000-4000-8000-000000000003',
  recordingId: '00000000-0000-4000-8000-000000000001',
  sessionId: '00000000-0000-4000-8000-000000000002',
  date: '2026-03-01',
} as const;

/**
 * Which key a segment of a made-up recording would get, so that a layout can be judged before the first
 * one. Names that are unsafe as they are become others (uploads/object-key.ts); these are safe.
 */
export function exampleKey(
  template: string,
  known: Partial<Readonly<Record<keyof typeof exampleKeyValues, string>>> = {},
): string {
  const parts = fillTemplate(template, { ...exampleKeyValues, ...known });
  return [...parts, 'messages-000001.jsonl'].join('/');
}

function isField(name: string): boolean {
  return fields.some((field) => field === name);
}
