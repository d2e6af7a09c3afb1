import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { controlReplySchema, controlRequestSchema } from '../../shared/control-protocol.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/remote-control.md'), 'utf8');
const [request, reply] = [...page.matchAll(/```json\n(.*?)```/gsu)].map(([, text]): unknown =>
  JSON.parse(text ?? ''),
);

/** Names of members and whether they are required, at every depth; types and words left out. */
function shapeOf(schema: unknown): unknown {
  const found = z
    .looseObject({
      properties: z.record(z.string(), z.unknown()).optional(),
      required: z.array(z.string()).optional(),
      items: z.unknown().optional(),
      anyOf: z.array(z.unknown()).optional(),
    })
    .safeParse(schema);
  if (!found.success) return null;
  const { properties, items, anyOf } = found.data;
  // `x or null`: the shape is that of x.
  if (anyOf !== undefined) return anyOf.map(shapeOf).find((shape) => shape !== null) ?? null;
  if (items !== undefined) return shapeOf(items);
  if (properties === undefined) return null;
  return Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, shapeOf(member)]),
  );
}

const requiredOf = (schema: unknown): string[] =>
  z
    .looseObject({ required: z.array(z.string()) })
    .parse(schema)
    .required.toSorted();

test('docs/remote-control.md says what a request is', () => {
  const { $schema: _, ...documented } = z.looseObject({ $schema: z.string() }).parse(request);
  const { $schema: __, ...actual } = z.toJSONSchema(controlRequestSchema, { io: 'input' });
  expect(documented).toEqual(actual);
});

test('docs/remote-control.md names the members of an answer', () => {
  const actual = z.toJSONSchema(controlReplySchema);
  expect(requiredOf(reply)).toEqual(requiredOf(actual));
  const members = z.record(z.string(), z.unknown());
  const documented = members.parse(shapeOf(reply));
  const real = members.parse(shapeOf(actual));
  expect(Object.keys(documented).toSorted()).toEqual(Object.keys(real).toSorted());
  for (const name of ['recorder', 'sessions', 'disk', 'ping', 'error']) {
    expect([name, documented[name]]).toEqual([name, real[name]]);
  }
});
