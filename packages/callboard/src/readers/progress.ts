/** How far a reader of a journal has got, for whoever has to wait for it. */
export class Progress {
  #position = 0;
  #waiting: { n: number; resolve: () => void }[] = [];

  advance(n: number): void {
    this.#position = n;
    if (this.#waiting.length === 0) return;
    for (const { resolve } of this.#waiting.filter((waiter) => waiter.n <= n)) resolve();
    this.#waiting = this.#waiting.filter((waiter) => waiter.n > n);
  }

  /** Nothing more will be read. */
  end(): void {
    this.advance(Infinity);
  }

  /** Resolves when record `n` has been read, or nothing more will be. */
  reach(n: number): Promise<void> {
    if (this.#position >= n) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ n, resolve }));
  }
}
