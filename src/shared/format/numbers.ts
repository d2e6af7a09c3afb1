/** Numbers and sizes as people read them. */
const grouped = new Intl.NumberFormat('en-GB');

export function count(value: number): string {
  return grouped.format(Math.round(value));
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** In units of 1,000, as disks are sold. */
export function bytes(value: number): string {
  let rest = value;
  let unit = 0;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  if (unit === 0) return `${count(rest)} ${rest === 1 ? 'byte' : 'bytes'}`;
  return `${rest.toFixed(rest < 10 ? 1 : 0)} ${units[unit] ?? ''}`;
}

/** Messages a second: one decimal while they are few. */
export function rate(perSecond: number): string {
  if (perSecond === 0) return '0';
  return perSecond < 10 ? perSecond.toFixed(1) : count(perSecond);
}

/** "1 session", "2 sessions". */
export function plural(amount: number, one: string, many = `${one}s`): string {
  return `${count(amount)} ${amount === 1 ? one : many}`;
}
