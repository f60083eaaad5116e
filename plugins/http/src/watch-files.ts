import { stat } from 'node:fs/promises';

/** A look at the disk costs more than a request through a socket: once in a while is enough. */
const lookEveryMs = 1000;

/** Tells whether files have changed, also when they are links that were turned to others (as Kubernetes does). */
export class FileWatch {
  readonly #paths: readonly string[];
  #known: string | undefined;
  #nextLook = 0;

  constructor(paths: readonly string[]) {
    this.#paths = paths;
  }

  /** True at the first call, and after each change. Looks at most once a second. */
  async hasChanged(): Promise<boolean> {
    if (this.#paths.length === 0 || performance.now() < this.#nextLook) return false;
    this.#nextLook = performance.now() + lookEveryMs;
    const marks = await Promise.all(this.#paths.map(describeFile));
    const now = marks.join('\n');
    if (now === this.#known) return false;
    this.#known = now;
    return true;
  }

  /** Whether the next call looks at the disk. */
  get isDue(): boolean {
    return this.#paths.length > 0 && performance.now() >= this.#nextLook;
  }

  /** Look at the next call, whenever that is: what was read before was refused. */
  hurry(): void {
    this.#nextLook = 0;
  }
}

async function describeFile(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    return [ino, size, mtimeMs, ctimeMs].join(' ');
  } catch (thrown) {
    return String((thrown as NodeJS.ErrnoException).code);
  }
}
