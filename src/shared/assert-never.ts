/** Makes a switch over a union exhaustive: the compiler refuses to reach this call. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
