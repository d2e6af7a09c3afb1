/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP, for a clean end. A second one ends the process at
 * once: what is written stays, the next start recovers it.
 */
export function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130);
        asked = true;
        resolve(signal);
      });
    }
  });
}
