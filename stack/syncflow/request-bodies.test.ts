/** Texts and positions of Rust's serde_json, beyond those that the fixtures show. */
import { describe, expect, it } from 'vitest';
import { readNewDevice, readNewSession } from './request-bodies.ts';

function whyNot(read: (body: Uint8Array) => unknown, text: string): string {
  try {
    return `read: ${JSON.stringify(read(Buffer.from(text)))}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('a body that SyncFlow cannot read', () => {
  it.each([
    ['', 'EOF while parsing a value at line 1 column 0'],
    ['{', 'EOF while parsing an object at line 1 column 1'],
    ['{"name"', 'EOF while parsing an object at line 1 column 7'],
    ['{"name":"a"', 'EOF while parsing an object at line 1 column 11'],
    ['{"name":"a",', 'EOF while parsing a value at line 1 column 12'],
    ['{"name":"a",}', 'trailing comma at line 1 column 13'],
    ['{"name" "a"}', 'expected `:` at line 1 column 9'],
    ['{name:"a"}', 'key must be a string at line 1 column 2'],
    ['{"name":"a" "group":"b"}', 'expected `,` or `}` at line 1 column 13'],
    ['{"name":x}', 'expected value at line 1 column 9'],
    ['{"name":nul}', 'expected ident at line 1 column 12'],
    ['{"name":"a","name":"b"}', 'duplicate field `name` at line 1 column 18'],
    ['{"name":"a","group":"b"} x', 'trailing characters at line 1 column 26'],
    ['{"name":"a\\x"}', 'invalid escape at line 1 column 12'],
    ['{"name":01,"group":"b"}', 'invalid number at line 1 column 10'],
    ['[]', 'invalid type: sequence, expected struct DeviceRegisterRequest at line 1 column 0'],
    [
      '{\n  "name": "ü",\n  "group": 7\n}',
      'invalid type: integer `7`, expected a string at line 3 column 12',
    ],
    ['{"name":{},"group":"b"}', 'invalid type: map, expected a string at line 1 column 8'],
    ['{"name":1.5}', 'invalid type: floating point `1.5`, expected a string at line 1 column 11'],
    ['{"name":true}', 'invalid type: boolean `true`, expected a string at line 1 column 12'],
  ])('%s', (text, why) => {
    expect(whyNot(readNewDevice, text)).toBe(why);
  });

  it('counts bytes, not characters', () => {
    const text = '{"name":"ü","group":1}';
    expect(whyNot(readNewDevice, text)).toBe(
      'invalid type: integer `1`, expected a string at line 1 column 22',
    );
  });

  it('wants 32 bits', () => {
    expect(whyNot(readNewSession, '{"emptyTimeout":3000000000}')).toBe(
      'invalid value: integer `3000000000`, expected i32 at line 1 column 26',
    );
    expect(whyNot(readNewSession, '{"deviceGroups":["a",]}')).toBe(
      'trailing comma at line 1 column 22',
    );
  });
});

describe('a body that SyncFlow reads', () => {
  it('may hold more than it wants, at any depth', () => {
    const text = '{"other":{"name":[1,{"a":null}],"b":-1.5e3},"name":"a\\u00fc\\n","group":"b"}';
    expect(readNewDevice(Buffer.from(text))).toEqual({ name: 'aü\n', group: 'b', comments: null });
  });

  it('may say null for what it may leave out', () => {
    const nothing = readNewSession(Buffer.from('{}'));
    expect(readNewSession(Buffer.from(' { "name" : null } '))).toEqual(nothing);
    expect(nothing.deviceGroups).toBeNull();
  });
});
