/// <reference types="vite/client" />
import type { RecorderApi } from '../shared/ipc/recorder-api.ts';

declare global {
  interface Window {
    /** Exposed by src/preload. */
    readonly recorder: RecorderApi;
    readonly trustedTypes?: {
      createPolicy(name: string, rules: { createHTML: (text: string) => string }): unknown;
    };
  }
}
