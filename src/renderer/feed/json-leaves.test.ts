import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanPath, jsonAt, jsonLeaves } from './json-leaves.ts';

function leavesOf(text: string): [string, unknown][] {
  const found: [string, unknown][] = [];
  jsonLeaves(text, (path, value) => {
    if (value !== undefined) found.push([path, value]);
    return true;
  });
  return found;
}

/** The same by JSON.parse. */
function model(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  if (Array.isArray(value)) {
    return value.flatMap((one: unknown, place) => model(one, `${path}[${place}]`));
  }
  return Object.entries(value).flatMap(([name, one]: [string, unknown]) => {
    const isPlain = /^[A-Za-z_$][\w$-]*$/.test(name);
    if (!isPlain) return model(one, `${path}[${JSON.stringify(name)}]`);
    return model(one, path === '' ? name : `${path}.${name}`);
  });
}

const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });

test('whole texts: what JSON.parse finds; cut at any place: a beginning of it', () => {
  fc.assert(
    fc.property(object, fc.nat(), (value, cut) => {
      const text = JSON.stringify(value);
      const all = model(JSON.parse(text), '');
      expect(leavesOf(text)).toEqual(all);
      const part = leavesOf(text.slice(0, cut % (text.length + 1)));
      expect(part).toEqual(all.slice(0, part.length));
    }),
  );
});

test('a value at a path, there, not there, or behind the cut', () => {
  const text = '{"a":{"b":[1,{"c":-2.5e1}]},"odd name":"x","n":null}';
  expect(jsonAt(text, cleanPath(' $.a.b[1].c '), false)).toEqual({ is: 'there', value: -25 });
  expect(jsonAt(text, '["odd name"]', false)).toEqual({ is: 'there', value: 'x' });
  expect(jsonAt(text, 'a.b', false)).toEqual({ is: 'there', value: undefined });
  expect(jsonAt(text, 'n', false)).toEqual({ is: 'there', value: null });
  expect(jsonAt(text, 'a.x', false)).toEqual({ is: 'not-there' });
  expect(jsonAt(text.slice(0, 20), 'n', true)).toEqual({ is: 'unknown' });
  expect(jsonAt('{"a":12', 'a', true)).toEqual({ is: 'unknown' });
  expect(jsonAt('no JSON', 'a', false)).toEqual({ is: 'not-there' });
});
