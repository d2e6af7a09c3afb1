/** The one place of the window's side that touches raw ipcRenderer. */
import { ipcRenderer, type IpcRendererEvent } from 'electron';
import type {
  CallAnswer,
  CallArgs,
  Channel,
  EventChannel,
  EventPayload,
} from '../shared/ipc/contract.ts';
import type { Outcome } from '../shared/ipc/outcome.ts';

export function call<C extends Channel>(
  channel: C,
): (...args: CallArgs<C>) => Promise<Outcome<CallAnswer<C>>> {
  // Main checks the answer against the contract before it is sent.
  return (...args) => ipcRenderer.invoke(channel, ...args) as Promise<Outcome<CallAnswer<C>>>;
}

export function subscribe<E extends EventChannel>(
  channel: E,
): (listener: (payload: EventPayload<E>) => void) => () => void {
  return (listener) => {
    const hear = (_event: IpcRendererEvent, payload: EventPayload<E>): void => {
      listener(payload);
    };
    ipcRenderer.on(channel, hear);
    return () => {
      ipcRenderer.off(channel, hear);
    };
  };
}
