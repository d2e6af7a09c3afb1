/** What a bench prints: a table for people, and last one line of JSON (figures, peer, ratio, target). */
export interface BenchCase {
  readonly name: string;
  /** Ours. */
  readonly figures: Readonly<Record<string, number>>;
  /** The peer's, measured in the same run; null when it has none for this case. */
  readonly peer: Readonly<Record<string, number>> | null;
  /** Ours divided by the peer's, of what the target is about. */
  readonly ratio: number | null;
  readonly target: string;
  readonly pass: boolean;
}

const shown = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1);

function listed(figures: Readonly<Record<string, number>> | null): string {
  if (figures === null) return '-';
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(', ');
}

/** @returns Whether every case passed. */
export function printBench(bench: string, cases: readonly BenchCase[]): boolean {
  for (const { name, figures, peer, ratio, target, pass } of cases) {
    console.log(`\n${name}  ${pass ? 'ok' : 'NOT MET'}`);
    console.log(`  ours:   ${listed(figures)}`);
    console.log(`  peer:   ${listed(peer)}`);
    if (ratio !== null) console.log(`  ratio:  ${shown(ratio)}`);
    console.log(`  target: ${target}`);
  }
  const pass = cases.every((one) => one.pass);
  console.log(JSON.stringify({ bench, cases, pass }));
  return pass;
}
