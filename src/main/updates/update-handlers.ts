/** What the window's calls about updates do. */
import type { Handlers } from '../ipc/answer-call.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { UpdateWatch } from './update-watch.ts';

type UpdateHandlers = {
  readonly [C in keyof Handlers as C extends `updates:${string}` ? C : never]: Handlers[C];
};

export function updateHandlers(updates: UpdateWatch, settings: SettingsStore): UpdateHandlers {
  return {
    'updates:view': () => updates.view(),
    'updates:set-wanted': (isWanted) => {
      settings.update({ updates: isWanted });
      updates.wishChanged();
    },
  };
}
