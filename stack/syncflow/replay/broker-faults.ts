/** server-faults.json: SyncFlow without its broker, the broker without SyncFlow, a silent consumer. */
import type { RoomServiceClient } from 'livekit-server-sdk';
import { expect } from 'vitest';
import type { RabbitMq } from '../../services/rabbitmq.ts';
import { projectToken } from '../project-token.ts';
import {
  closedBy,
  declareOwn,
  mustLogin,
  onChannel,
  openChannel,
  tryLogin,
} from './broker-client.ts';
import { brokerExchangeSchema } from './exchanges.ts';
import type { BrokerResult } from './exchanges.ts';
import type { Ledger } from './ledger.ts';
import { exchangeName } from './world.ts';
import type { World } from './world.ts';

const file = 'server-faults';

/** The broker restarts and forgets the exchange; the stand-in does not connect again. */
export async function replayLostBroker(
  world: World,
  broker: RabbitMq,
  rooms: RoomServiceClient,
): Promise<void> {
  await world.api.register('lab');
  await broker.restart();
  await world.replay(
    file,
    'the server lost its own connection to the broker (it never reconnects): session with groups',
  );
  const [session] = await world.api.sessions();
  expect(session).toMatchObject({ name: 'Pilot 3', status: 'Started' });
  expect(await rooms.listRooms(['Pilot 3'])).toHaveLength(1);
  await world.replay(file, 'the same: registering a device');
  expect(world.standIn.state().devices).toHaveLength(2);

  const bind = async (): Promise<BrokerResult> => {
    const connection = await mustLogin(broker, projectToken(world.alpha), 'lab');
    const done = await onChannel(connection, async (channel) => {
      await channel.bindQueue(await declareOwn(channel), exchangeName, `${world.alpha.id}.lab`);
      return 'ok' as const;
    });
    await connection.close();
    return done === 'ok' ? done : { channelClosed: done };
  };
  compareBroker(
    world,
    'broker restarted: consumer binds its queue before the SyncFlow server was restarted',
    await bind(),
  );
  await world.standIn.restart();
  expect(await bind()).toBe('ok');
}

export async function replayBrokerLogin(world: World, broker: RabbitMq): Promise<void> {
  const { faults } = world.standIn;
  const refusal = async (): Promise<BrokerResult> => {
    const refused = await tryLogin(broker, projectToken(world.alpha), 'lab');
    return refused === null ? { opened: true } : { connectionClosed: refused };
  };
  faults.set({ hang: ['broker-auth'], hangSeconds: 60 });
  const silent = await refusal();
  faults.reset();
  expect(await refusal()).toEqual({ opened: true });
  await world.standIn.close();
  const down = await refusal();
  expect(down).toEqual(silent);
  compareBroker(world, 'SyncFlow server down, or silent for 15 s: broker login', down);
}

/** Needs a broker with `consumer_timeout = 5000`. It looks once a minute. */
export async function replayUnacknowledged(ledger: Ledger, broker: RabbitMq): Promise<void> {
  const name =
    "consumer does not acknowledge: the broker's delivery timeout (30 min by default; 5 s was set here)";
  const connection = await mustLogin(broker, broker.user, broker.password);
  const channel = await openChannel(connection);
  const error = new Promise<unknown>((resolve) => channel.on('error', resolve));
  const queue = await declareOwn(channel);
  await channel.consume(queue, () => undefined);
  channel.sendToQueue(queue, Buffer.from('never acknowledged'));
  const { result } = ledger.take(file, name, brokerExchangeSchema);
  expect({ channelClosed: closedBy(await error) }).toEqual(result);
  await openChannel(connection);
  await connection.close();
}

function compareBroker(world: World, name: string, actual: BrokerResult): void {
  const { result } = world.ledger.take(file, name, brokerExchangeSchema);
  world.check(file, name, world.matcher.compare(result, actual));
}
