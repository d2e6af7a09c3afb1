/** What the window's calls about uploads do. */
import type { Engine } from '../engine/engine.ts';
import { uploadPage } from './data/upload-page.ts';
import type { Handlers } from './ipc/answer-call.ts';

type UploadHandlers = {
  readonly [C in keyof Handlers as C extends `uploads:${string}` ? C : never]: Handlers[C];
};

/** @param engine Throws while the recorder does not run. */
export function uploadHandlers(engine: () => Engine): UploadHandlers {
  return {
    'uploads:page': (query) => uploadPage(engine().uploading, engine().snapshot().uploads, query),
    'uploads:retry': (which) => {
      engine().uploading.retry(which);
    },
    'uploads:send-first': (which) => {
      engine().uploading.sendFirst(which);
    },
    'uploads:cancel': (ids) => {
      engine().uploading.cancel(ids);
    },
    'uploads:history': (id) => [...engine().uploading.history(id)],
    'uploads:test': async () => [...(await engine().uploading.test())],
    'uploads:pause': (paused) => {
      if (paused) engine().uploading.pause();
      else engine().uploading.resume();
    },
    'uploads:limit': (limit) => {
      const bytesPerSecond = typeof limit === 'number' ? limit * 1000 : null;
      engine().uploading.setLimit(limit === 'settings' ? null : { bytesPerSecond });
    },
  };
}
