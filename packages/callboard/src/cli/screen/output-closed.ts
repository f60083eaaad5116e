/** Whoever read our output has gone away (`callboard events … | head`). Nothing is wrong; there is no more to do. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}
