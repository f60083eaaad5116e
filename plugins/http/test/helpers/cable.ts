import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';

/** A network namespace with one cable to it: what is dropped there is dropped without a word, unlike on loopback. */
export class Cable {
  readonly #namespace: string = `callboard-${process.pid}`;
  readonly #ours: string = `10.213.${process.pid % 250}.1`;
  readonly theirs: string = `10.213.${process.pid % 250}.2`;

  /** Whether that can be had here: by root, with iproute2. */
  lay(): boolean {
    const [near, far] = [`cb${process.pid}a`, `cb${process.pid}b`];
    const isLaid =
      process.getuid?.() === 0 &&
      ip('netns', 'add', this.#namespace) &&
      ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', this.#namespace) &&
      ip('address', 'add', `${this.#ours}/30`, 'dev', near) &&
      ip('link', 'set', near, 'up') &&
      this.#ipThere('address', 'add', `${this.theirs}/30`, 'dev', far) &&
      this.#ipThere('link', 'set', far, 'up');
    if (!isLaid) this.remove();
    return isLaid;
  }

  /** The command that starts a program at the other end. */
  startThere(...command: readonly string[]): [program: string, ...words: string[]] {
    return ['ip', 'netns', 'exec', this.#namespace, ...command];
  }

  /** From now on nothing comes back: no answer, no acknowledgement of a byte, no refusal. */
  cut(): void {
    assert.ok(this.#ipThere('route', 'add', 'blackhole', `${this.#ours}/32`));
  }

  mend(): void {
    assert.ok(this.#ipThere('route', 'delete', 'blackhole', `${this.#ours}/32`));
  }

  remove(): void {
    ip('netns', 'delete', this.#namespace);
  }

  #ipThere(...words: readonly string[]): boolean {
    return ip('-n', this.#namespace, ...words);
  }
}

function ip(...words: readonly string[]): boolean {
  return spawnSync('ip', words).status === 0;
}
