/**
 * The one place of main that touches raw ipcMain. Every call: is it from our own page, do the arguments
 * fit the contract, does the answer. Whatever is thrown becomes an error of the catalogue, redacted.
 */
import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { RecorderError, viewOfError } from '../../shared/errors.ts';
import {
  callSchemas,
  type CallAnswer,
  type CallArgs,
  type Channel,
} from '../../shared/ipc/contract.ts';
import type { Outcome } from '../../shared/ipc/outcome.ts';
import type { Log } from '../../shared/log.ts';
import { redact } from '../../shared/redact.ts';
import { isAppPage } from '../window/window-guards.ts';

export type Handlers = {
  readonly [C in Channel]: (...args: CallArgs<C>) => CallAnswer<C> | Promise<CallAnswer<C>>;
};

export function handleCalls(handlers: Handlers, log: Log): void {
  for (const channel of Object.keys(callSchemas) as Channel[]) handle(channel, handlers, log);
}

function handle(channel: Channel, handlers: Handlers, log: Log): void {
  ipcMain.handle(channel, async (event, ...args: unknown[]): Promise<Outcome<unknown>> => {
    try {
      if (!isTrusted(event))
        throw new RecorderError('internal', 'a foreign page called the recorder');
      return { ok: true, value: await answerCall(channel, handlers, args) };
    } catch (thrown) {
      const view = viewOfError(thrown);
      const message = redact(view.message);
      log.warn('a call from the window failed', { channel, code: view.code, error: message });
      return { ok: false, error: { ...view, message } };
    }
  });
}

/** Checks arguments, calls, checks the answer; members that the contract does not name are cut off. */
export async function answerCall<C extends Channel>(
  channel: C,
  handlers: Pick<Handlers, C>,
  args: readonly unknown[],
): Promise<unknown> {
  const schema = callSchemas[channel];
  const checked = schema.args.safeParse(args);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const where = issue?.path.slice(1).join('.') ?? '';
    const code = channel.startsWith('setup:') ? 'config-bad-value' : 'internal';
    const what = channel.startsWith('setup:')
      ? (issue?.message ?? '')
      : `${channel} was called wrongly`;
    throw new RecorderError(code, where === '' ? what : `${what} (${where})`);
  }
  const handler: (...args: CallArgs<C>) => unknown = handlers[channel];
  const answer = await handler(...(checked.data as CallArgs<C>));
  return schema.answer.parse(answer);
}

/** Only the top frame of our own page may call. */
function isTrusted(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isAppPage(frame.url);
}
