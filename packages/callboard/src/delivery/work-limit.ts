/** Lets so many works go on at once. */
export class WorkLimit {
  readonly #atOnce: number;
  readonly #underWay: Set<Promise<void>> = new Set();

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Tells how the work ended. Resolves when there is room for another one; rejects when one of them has failed. */
  async add<T>(work: Promise<T>, tell: (end: T) => void): Promise<void> {
    if (this.#atOnce === 1) return tell(await work);
    const told = work.then(tell);
    this.#underWay.add(told);
    void told.finally(() => this.#underWay.delete(told)).catch(() => undefined);
    while (this.#underWay.size >= this.#atOnce) await Promise.race(this.#underWay);
  }

  async ended(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
