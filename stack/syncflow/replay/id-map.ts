/** Which id of this run stands for which made-up id of the fixtures: one for one, both ways. */
export class IdMap {
  readonly #real = new Map<string, string>();
  readonly #fixture = new Map<string, string>();

  /** A pair that belongs together. Returns what is wrong with it, or null. */
  learn(fixture: string, real: string): string | null {
    const known = this.#real.get(fixture) ?? real;
    const other = this.#fixture.get(real) ?? fixture;
    if (known !== real) return `${fixture} was ${known} before, now it is ${real}`;
    if (other !== fixture) return `${real} stood for ${other} before, now for ${fixture}`;
    this.#real.set(fixture, real);
    this.#fixture.set(real, fixture);
    return null;
  }

  forget(fixture: string): void {
    const real = this.#real.get(fixture);
    this.#real.delete(fixture);
    if (real !== undefined) this.#fixture.delete(real);
  }

  /** @throws Error when no answer has shown it yet */
  real(fixture: string): string {
    const real = this.#real.get(fixture);
    if (real === undefined) throw new Error(`nothing stands for ${fixture} yet`);
    return real;
  }

  /** The text with every known id of the fixtures replaced. */
  translate(text: string): string {
    let result = text;
    for (const [fixture, real] of this.#real) result = result.replaceAll(fixture, real);
    return result;
  }
}
