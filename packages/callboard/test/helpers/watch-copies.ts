import type { TestContext } from 'node:test';

/** From now on, how many bytes `Buffer.concat` has copied in this test: what is quadratic shows there, not on a clock. */
export function watchCopies(t: TestContext): () => number {
  let copied = 0;
  const concat = Buffer.concat.bind(Buffer);
  t.mock.method(Buffer, 'concat', (list: readonly Uint8Array[], length?: number) => {
    const joined = concat(list, length);
    copied += joined.length;
    return joined;
  });
  return () => copied;
}
