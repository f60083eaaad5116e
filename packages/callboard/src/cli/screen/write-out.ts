import { OutputClosed } from './output-closed.js';

/** Writes to stdout, no faster than it is read. Throws OutputClosed when nobody reads any more. */
export async function writeOut(text: string): Promise<void> {
  const out = process.stdout;
  if (!out.writable) throw new OutputClosed();
  if (out.write(text)) return;
  await new Promise<void>((resolve, reject) => {
    const finish = (settle: () => void) => (): void => {
      out.off('drain', drained).off('close', closed).off('error', closed);
      settle();
    };
    const drained = finish(resolve);
    const closed = finish(() => reject(new OutputClosed()));
    out.on('drain', drained).on('close', closed).on('error', closed);
  });
}
