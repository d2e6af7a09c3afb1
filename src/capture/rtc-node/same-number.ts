/** The member of an enum with this number; undefined where the enum does not have it. */
export function sameNumber<T extends number>(
  members: Readonly<Record<string, T | string>>,
  number: number | undefined,
): T | undefined {
  return Object.values(members).find((one): one is T => one === number);
}
