/**
 * The one place of main that touches raw ipcMain. Every call: is it from our own page, do the arguments
 * fit the contract, does the answer. Whatever is thrown becomes an error of the catalogue, redacted.
 */
import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { RecorderError, viewOfError } from '../../shared/errors.ts';
import { callSchemas, type Channel } from '../../shared/ipc/contract.ts';
import type { Outcome } from '../../shared/ipc/outcome.ts';
import type { Log } from '../../shared/log.ts';
import { redact } from '../../shared/redact.ts';
import { isAppPage } from '../window/app-page.ts';
import { answerCall, type Handlers } from './answer-call.ts';

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

/** Only the top frame of our own page may call. */
function isTrusted(event: IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isAppPage(frame.url);
}
