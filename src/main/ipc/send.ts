/** Main → window. Checked as answers are; silently nothing when there is no window to send to. */
import type { BrowserWindow } from 'electron';
import { eventSchemas, type EventChannel, type EventPayload } from '../../shared/ipc/contract.ts';

export function sendTo<E extends EventChannel>(
  window: BrowserWindow | null,
  channel: E,
  payload: EventPayload<E>,
): void {
  if (window === null || window.isDestroyed() || window.webContents.isCrashed()) return;
  window.webContents.send(channel, eventSchemas[channel].parse(payload));
}
