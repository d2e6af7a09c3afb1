/** The recorder's processes over a soak: sampled each second, by role. */
import {
  figures,
  sample,
  trend,
  type Figure,
  type Sample,
  type Trend,
} from '../../stack/soak/samples.ts';

const EVERY_MS = 1000;

export interface RoleTrend {
  readonly role: string;
  readonly samples: number;
  readonly trends: Readonly<Record<Figure, Trend>>;
}

export class SoakProcesses {
  readonly #samples = new Map<string, Sample[]>();
  readonly #timer: NodeJS.Timeout;

  /** @param pids the processes that there are now, by role */
  constructor(pids: () => ReadonlyMap<string, number>) {
    this.#timer = setInterval(() => {
      for (const [role, pid] of pids()) this.#take(role, sample(pid, Date.now()));
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** @param from Samples taken before are left out: warming up. Unix milliseconds. */
  trends(from: number): RoleTrend[] {
    return [...this.#samples].map(([role, all]) => {
      const samples = all.filter(({ atMs }) => atMs >= from);
      const of = (figure: Figure): Trend => trend(samples, figure);
      const trends = { residentMb: of('residentMb'), files: of('files'), threads: of('threads') };
      return { role, samples: samples.length, trends };
    });
  }

  #take(role: string, taken: Sample | null): void {
    if (taken === null) return;
    const samples = this.#samples.get(role) ?? [];
    samples.push(taken);
    this.#samples.set(role, samples);
  }
}

/** What has grown from the first third to the last by more than chance and caches explain. */
export function grown(trends: readonly RoleTrend[]): string[] {
  const limits: Readonly<Record<Figure, (early: number) => number>> = {
    residentMb: (early) => early * 1.3 + 30,
    files: (early) => early * 1.2 + 10,
    threads: (early) => early * 1.2 + 5,
  };
  return trends.flatMap(({ role, trends: of }) =>
    figures.flatMap((figure) => {
      const { early, late } = of[figure];
      const words = `${figure} of ${role}: ${early.toFixed(1)} early, ${late.toFixed(1)} late`;
      return late <= limits[figure](early) ? [] : [words];
    }),
  );
}
