/** What the window's calls about the check do. */
import type { Handlers } from './ipc/answer-call.ts';
import type { PreflightService } from './preflight-service.ts';

type PreflightHandlers = {
  readonly [C in keyof Handlers as C extends `preflight:${string}` ? C : never]: Handlers[C];
};

export function preflightHandlers(preflight: PreflightService): PreflightHandlers {
  return {
    'preflight:view': () => preflight.view(),
    'preflight:begin': () => {
      preflight.begin();
    },
    'preflight:round-trip': (projectId) => {
      preflight.beginRoundTrip(projectId);
    },
    'preflight:test-part': (part) => preflight.testPart(part),
    'preflight:cancel': () => {
      preflight.cancel();
    },
  };
}
