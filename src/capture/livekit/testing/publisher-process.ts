/**
 * A participant that publishes with `@livekit/rtc-node`, in a process of its own: several rooms in one
 * process see each other's events, and in a worker thread it hangs.
 * Arguments: server URL, token.
 */
import { dispose, Room } from '@livekit/rtc-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandSchema, type Answer, type Command } from './publisher-messages.ts';

const [url = '', token = ''] = process.argv.slice(2);
const room = new Room();

async function run(command: Command): Promise<Partial<Answer>> {
  const me = room.localParticipant;
  if (me === undefined) throw new Error('not connected');
  switch (command.do) {
    case 'publish': {
      const { payload, reliable, topic, destinations } = command;
      await me.publishData(Buffer.from(payload, 'base64'), {
        reliable,
        ...(topic === undefined ? {} : { topic }),
        ...(destinations === undefined ? {} : { destination_identities: destinations }),
      });
      return {};
    }
    case 'flow':
      for (let number = 1; number <= command.count; number += 1) {
        const payload = Buffer.from(`${command.topic} ${number}`);
        await me.publishData(payload, { reliable: true, topic: command.topic });
        await sleep(command.everyMs);
      }
      return {};
    case 'text-stream': {
      const { text, topic, attributes } = command;
      await me.sendText(text, { topic, attributes });
      return {};
    }
    case 'byte-stream': {
      const { payload, topic, name } = command;
      const bytes = Buffer.from(payload, 'base64');
      const writer = await me.streamBytes({ topic, name, totalSize: bytes.length });
      await writer.write(bytes);
      await writer.close();
      return {};
    }
    case 'chat':
      await me.sendChatMessage(command.text);
      return {};
    case 'metadata':
      await me.updateMetadata(command.metadata);
      return {};
    case 'sees':
      return { sees: [...room.remoteParticipants.values()].map((one) => one.identity) };
    case 'leave':
      await room.disconnect();
      await dispose();
      return {};
  }
}

function answer(message: Answer): void {
  process.send?.(message);
}

process.on('message', (raw) => {
  const command = commandSchema.parse(raw);
  run(command).then(
    (result) => {
      answer({ id: command.id, ...result });
      if (command.do === 'leave') process.disconnect();
    },
    (error: unknown) => {
      answer({ id: command.id, error: String(error) });
    },
  );
});
process.on('disconnect', () => {
  process.exit(0);
});
await room.connect(url, token, { autoSubscribe: false, dynacast: false });
answer({ id: 0 });
