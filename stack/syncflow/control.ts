/**
 * The stand-in's own HTTP interface for tests in other processes, on loopback only:
 * `GET /__control/state`; `GET`, `PUT`, `DELETE /__control/faults`; `POST /__control/actions`.
 */
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { assertNever } from '../../src/shared/assert-never.ts';
import { redactDeep } from '../../src/shared/redact.ts';
import type { Answer } from './api.ts';
import { faultChangesSchema } from './fault-settings.ts';
import { readBody } from './request.ts';
import type { StandIn } from './stand-in.ts';

const actionSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('make-ghost'), sessionId: z.string() }),
  z.object({
    action: z.literal('reuse-name'),
    sessionId: z.string(),
    deviceGroups: z.array(z.string()).default([]),
  }),
  z.object({ action: z.literal('publish-raw'), routingKey: z.string(), base64: z.base64() }),
  z.object({ action: z.literal('lose-broker') }),
  z.object({ action: z.literal('remove-exchange') }),
  z.object({ action: z.literal('restore-exchange') }),
  /** Answered before it happens, because it closes all connections. */
  z.object({ action: z.literal('restart') }),
]);
export type ControlAction = z.input<typeof actionSchema>;

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** Whether a request is for this interface; others of that path are SyncFlow's, that is 401 or 404. */
export function isControl(incoming: IncomingMessage): boolean {
  const from = incoming.socket.remoteAddress ?? '';
  return (incoming.url ?? '').startsWith('/__control/') && LOOPBACK.test(from);
}

/** Never throws: what is wrong is in the answer. */
export async function answerControl(standIn: StandIn, incoming: IncomingMessage): Promise<Answer> {
  try {
    const body = await readBody(incoming);
    const value: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
    const result = await control(standIn, `${incoming.method ?? ''} ${incoming.url ?? ''}`, value);
    return reply(result === undefined ? 404 : 200, result ?? { message: 'no such control' });
  } catch (error) {
    return reply(400, { message: String(error) });
  }
}

async function control(standIn: StandIn, what: string, value: unknown): Promise<unknown> {
  switch (what) {
    case 'GET /__control/state':
      return standIn.state();
    case 'GET /__control/faults':
      return standIn.faults.settings;
    case 'PUT /__control/faults':
      standIn.faults.set(faultChangesSchema.parse(value));
      return standIn.faults.settings;
    case 'DELETE /__control/faults':
      standIn.faults.reset();
      return standIn.faults.settings;
    case 'POST /__control/actions':
      return act(standIn, actionSchema.parse(value));
    default:
      return undefined;
  }
}

async function act(standIn: StandIn, request: z.output<typeof actionSchema>): Promise<unknown> {
  const { faults } = standIn;
  switch (request.action) {
    case 'make-ghost':
      await faults.makeGhost(request.sessionId);
      return {};
    case 'reuse-name':
      return { sessionId: await faults.reuseName(request.sessionId, request.deviceGroups) };
    case 'publish-raw':
      await faults.publishRaw(request.routingKey, Buffer.from(request.base64, 'base64'));
      return {};
    case 'lose-broker':
      await faults.loseBroker();
      return {};
    case 'remove-exchange':
      await faults.removeExchange();
      return {};
    case 'restore-exchange':
      await faults.restoreExchange();
      return {};
    case 'restart':
      setImmediate(() => {
        standIn.restart().catch((error: unknown) => {
          console.error('stand-in: not started again:', error);
        });
      });
      return {};
    default:
      return assertNever(request);
  }
}

function reply(status: number, value: unknown): Answer {
  return { status, contentType: 'application/json', body: JSON.stringify(redactDeep(value)) };
}
