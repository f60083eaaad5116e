import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../../scripts/setup/say.mjs';

/** Throws where no HTTP sink served the run: what was measured would be a run without one. */
export function expectReceipt(folder, ident) {
  const receipt = join(folder, 'artifacts', ident, 'delivery/http.json');
  if (!existsSync(receipt)) throw new SetupError('ERR_RECEIPT', `No HTTP sink served the run: ${receipt} is missing.`);
}
