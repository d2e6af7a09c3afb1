/** Notes of the researcher, and the markers of her keys. */
import type { Engine } from '../engine/engine.ts';
import type { Handlers } from './ipc/answer-call.ts';
import type { SettingsStore } from './settings/settings-store.ts';

export type NoteHandlers = {
  readonly [C in keyof Handlers as C extends `notes:${string}` ? C : never]: Handlers[C];
};

export function noteHandlers(engine: () => Engine, settings: SettingsStore): NoteHandlers {
  return {
    'notes:take': (sessionId, order) => engine().notes.take(sessionId, order),
    'notes:withdraw': (sessionId, noteId) => engine().notes.withdraw(sessionId, noteId),
    'notes:markers': () => [...settings.current.markers],
    'notes:set-markers': (markers) => {
      settings.update({ markers });
    },
  };
}
