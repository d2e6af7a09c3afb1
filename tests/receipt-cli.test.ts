/** `syncflow-recorder receipt`, as built; its HTML is read by a parser that is not ours. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './support/recorder-process.ts';

const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>\u202e\n</style></body>`;

let root: string;
let folder: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'receipt-cli-'));
  folder = join(root, 'recording');
  mkdirSync(folder);
  const fixture = join(import.meta.dirname, 'fixtures/recordings/version-1/manifest.json');
  const manifest: unknown = JSON.parse(readFileSync(fixture, 'utf8'));
  const changed = {
    ...Object.assign({}, manifest),
    room: { name: hostile, sid: null, metadata: null },
    session: { id: 's', name: hostile, startedAt: 1, comments: '' },
    participants: [
      {
        ...{ identity: hostile, sid: hostile, name: hostile, messages: 7, bytes: 1 },
        ...{ firstSequence: 1, lastSequence: 9, unsequenced: 0 },
      },
    ],
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(changed));
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Whether every element is closed in order, which there are, which attributes they have, and the texts. */
const parse = `
import json, sys
from html.parser import HTMLParser
empty = {'meta', 'br', 'link', 'img', 'hr', 'input'}
class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts, self.wrong = [], set(), set(), [], []
    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in empty: self.open.append(tag)
    def handle_endtag(self, tag):
        if tag not in empty and (not self.open or self.open.pop() != tag): self.wrong.append(tag)
    def handle_data(self, data):
        self.texts.append(data.strip())
reader = Reader()
reader.feed(open(sys.argv[1], encoding='utf-8').read())
reader.close()
print(json.dumps({'tags': sorted(reader.tags), 'attributes': sorted(reader.attributes),
  'wrong': reader.wrong, 'open': reader.open, 'texts': reader.texts}))
`;

test('the receipt as HTML is sound, holds hostile names as text alone, and overwrites nothing', async () => {
  const out = join(root, 'receipt.html');
  const made = await runCli(['receipt', folder, '--html', out]);
  expect(made).toMatchObject({ code: 0, stdout: `${out}\n` });
  const python = spawnSync('python3', ['-c', parse, out], { encoding: 'utf8' });
  expect(python.stderr).toBe('');
  const found = JSON.parse(python.stdout) as Record<string, string[]>;
  expect(found).toMatchObject({ wrong: [], open: [] });
  expect(found['tags']).not.toContain('script');
  expect(found['tags']).not.toContain('img');
  const allowed = ['charset', 'class', 'content', 'http-equiv', 'lang', 'name'];
  expect(found['attributes']?.filter((name) => !allowed.includes(name))).toEqual([]);
  const shown = hostile.replace('\u202e', '\\u202e').replace('\n', '\\u000a');
  expect(found['texts']?.filter((text) => text === shown).length).toBeGreaterThan(2);

  const before = readFileSync(out, 'utf8');
  const again = await runCli(['receipt', folder, '--html', out]);
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('was not overwritten');
  expect(readFileSync(out, 'utf8')).toBe(before);
  expect((await runCli(['receipt', folder])).stdout).toContain('7 messages');
});
