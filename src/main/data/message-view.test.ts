import { expect, test } from 'vitest';
import { parseLine } from '../../engine/recording/lines.ts';
import { line, type Members } from '../../engine/recording/testing/hand-made.ts';
import { messageView } from './message-view.ts';

function view(members: Members): ReturnType<typeof messageView> {
  const parsed = parseLine(Buffer.from(line(7, members).trimEnd()));
  if (!parsed.ok) throw new Error(parsed.why);
  return messageView(parsed.record ?? parsed.foreign);
}

test('packets of other kinds show what was read out of them, as JSON', () => {
  const chat = { id: 'c1', timestamp: '5', deleted: false, generated: false, text: 'hello' };
  const sender = { link: 1, identity: 'ada', sid: 'PA_1', sequence: 3, reliable: true };
  const found = view({ kind: 'chat', ...sender, ...chat, raw: 'AAAA' });
  expect(found).toMatchObject({ record: 7, kind: 'chat', identity: 'ada', sequence: 3 });
  expect(JSON.parse(found.text ?? '')).toEqual(chat);
});

test('the end of a stream shows its name, size and state', () => {
  const end = {
    part: 'end',
    stream: 's1',
    began: '5',
    topic: 'photos',
    name: 'cat.png',
    mimeType: 'image/png',
    state: 'partial',
    reason: 'sender-left',
    chunks: 1,
    missing: 0,
    size: 9,
    sha256: 'a'.repeat(64),
  };
  const found = view({ kind: 'byte-stream', link: 1, identity: 'ada', sid: 'PA_1', ...end });
  expect(found).toMatchObject({ topic: 'photos', kind: 'byte-stream' });
  expect(JSON.parse(found.text ?? '')).toEqual(end);
});

test('what is no message is shown by its members; so are kinds of a later version', () => {
  const note = view({ kind: 'note', text: 'x' });
  expect(note).toMatchObject({ kind: 'note', identity: null, reliable: null });
  expect(JSON.parse(note.text ?? '')).toEqual({ text: 'x' });
  const foreign = view({ kind: 'hologram', depth: 3 });
  expect(JSON.parse(foreign.text ?? '')).toEqual({ depth: 3 });
});
