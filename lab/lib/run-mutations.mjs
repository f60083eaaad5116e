import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyProduct, patchProduct } from './product.mjs';
import { proveRow } from './prove-row.mjs';

/**
 * Takes a mechanism out of a copy of the product: each row that is to prove it must fail then.
 * @param {import('./load-rows.mjs').Mutation} mutation
 * @param {readonly (import('./load-rows.mjs').Row & { path: string })[]} rows all that there are
 * @returns {Promise<{ name: string, row: number, caught: boolean, skipped?: string, seen: string }[]>} a line for each row
 */
export async function tryMutation(mutation, rows, { directory, ...how }) {
  const productDirectory = join(directory, 'product');
  rmSync(directory, { recursive: true, force: true });
  patchProduct(copyProduct(productDirectory), mutation);
  const lines = [];
  for (const number of mutation.rows) {
    const row = rows.find((candidate) => candidate.number === number);
    if (!row) continue;
    const place = { directory: join(directory, String(number)), productDirectory, scale: 'short' };
    const { state, seen, skipped, isUnfit } = await proveRow(row, { ...how, ...place });
    lines.push({ name: mutation.name, row: number, caught: state === 'failed' && !isUnfit, seen: seen ?? '', skipped });
  }
  rmSync(directory, { recursive: true, force: true });
  return lines;
}
