/**
 * What a device sends with LiveKit's own SDK beside its messages: text and byte streams, chat, key tones,
 * and news of itself. One round of each, written into the ledger as it goes.
 */
import { randomBytes } from 'node:crypto';
import type { LocalParticipant } from '@livekit/rtc-node';
import { wallClock, type Ledger } from '../ledger.ts';
import { contentOf } from './sent-things.ts';

const LARGE_BYTES = 300_000;
const LONG_TEXT = 'the slope is steeper here, I think. '.repeat(2_000);

type Round = (local: LocalParticipant, ledger: Ledger, n: number) => Promise<void>;

/** All of them once. @param n number of the round, from 1 @throws Error when the room is gone */
export async function sendOneOfEach(
  local: LocalParticipant,
  ledger: Ledger,
  n: number,
): Promise<void> {
  for (const round of rounds) await round(local, ledger, n);
}

const rounds: readonly Round[] = [
  (local, ledger, n) => sendText(local, ledger, `answer ${n}: ja 👍🏽`, 'answers', { n: String(n) }),
  // Long and repetitive: the SDK compresses it.
  (local, ledger, n) => sendText(local, ledger, `${n} ${LONG_TEXT}`, 'notes', {}),
  writeText,
  sendBytes,
  chat,
  keyTone,
  newsOfItself,
];

async function sendText(
  local: LocalParticipant,
  ledger: Ledger,
  text: string,
  topic: string,
  attributes: Record<string, string>,
): Promise<void> {
  const t = wallClock();
  const { streamId } = await local.sendText(text, { topic, attributes });
  const expect = { stream: streamId, topic, attributes, state: 'complete' };
  ledger.publishedOther({ kind: 'text-stream', expect, ...contentOf(Buffer.from(text)) }, t);
}

/** As it is typed: in pieces, its length not known beforehand. */
async function writeText(local: LocalParticipant, ledger: Ledger, n: number): Promise<void> {
  const t = wallClock();
  const topic = 'typed';
  const writer = await local.streamText({ topic });
  const words = ['I ', 'see ', 'something ', `different (${n})`];
  for (const word of words) await writer.write(word);
  await writer.close();
  const expect = { stream: writer.info.streamId, topic, state: 'complete' };
  const content = contentOf(Buffer.from(words.join('')));
  ledger.publishedOther({ kind: 'text-stream', expect, ...content }, t);
}

async function sendBytes(local: LocalParticipant, ledger: Ledger, n: number): Promise<void> {
  const t = wallClock();
  const name = `photo ${n}.jpg`;
  const content = new Uint8Array(randomBytes(LARGE_BYTES));
  const writer = await local.streamBytes({ topic: 'photos', name, totalSize: content.length });
  for (let at = 0; at < content.length; at += 50_000) {
    await writer.write(content.slice(at, at + 50_000));
  }
  await writer.close();
  const expect = { stream: writer.info.streamId, topic: 'photos', name, state: 'complete' };
  ledger.publishedOther({ kind: 'byte-stream', expect, ...contentOf(content) }, t);
}

async function chat(local: LocalParticipant, ledger: Ledger, n: number): Promise<void> {
  const t = wallClock();
  const { id, message } = await local.sendChatMessage(`hello ${n}`);
  ledger.publishedOther({ kind: 'chat', expect: { id, text: message } }, t);
}

async function keyTone(local: LocalParticipant, ledger: Ledger, n: number): Promise<void> {
  const t = wallClock();
  const code = n % 10;
  await local.publishDtmf(code, String(code));
  const expect = { code, digit: String(code) };
  ledger.publishedOther({ kind: 'dtmf', expect }, t);
}

/** Where its token lets it. */
async function newsOfItself(local: LocalParticipant, ledger: Ledger, n: number): Promise<void> {
  if (local.info.permission?.canUpdateMetadata !== true) return;
  const t = wallClock();
  const change = { name: `device ${n}`, metadata: `{"n":${n}}`, attributes: { battery: `${n} %` } };
  await local.updateName(change.name);
  await local.updateMetadata(change.metadata);
  await local.setAttributes(change.attributes);
  ledger.publishedOther({ kind: 'participant', expect: change }, t);
}
