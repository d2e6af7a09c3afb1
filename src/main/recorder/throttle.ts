/** At most one call each `intervalMs`; the first at once, the last always. */
export interface Throttled {
  (): void;
  cancel(): void;
}

export function throttle(run: () => void, intervalMs: number): Throttled {
  let timer: NodeJS.Timeout | null = null;
  let again = false;
  const fire = (): void => {
    again = false;
    timer = setTimeout(() => {
      timer = null;
      if (again) fire();
    }, intervalMs);
    run();
  };
  const call = (): void => {
    if (timer === null) fire();
    else again = true;
  };
  call.cancel = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    again = false;
  };
  return call;
}
