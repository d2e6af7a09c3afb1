/** A list that was asked for, and when (unix milliseconds). */
export interface Listed<T> {
  readonly at: number;
  readonly list: Promise<readonly T[]>;
}

/** The list of that name, asked for anew when it is older than that; a failure is not remembered. */
export function remembered<T>(
  known: Map<string, Listed<T>>,
  name: string,
  maxAgeMs: number,
  ask: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const last = known.get(name);
  if (last !== undefined && Date.now() - last.at <= maxAgeMs) return last.list;
  const listed = { at: Date.now(), list: ask() };
  known.set(name, listed);
  listed.list.catch(() => {
    if (known.get(name) === listed) known.delete(name);
  });
  return listed.list;
}
