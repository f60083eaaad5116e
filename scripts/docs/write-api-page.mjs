// npm run api    writes docs/reference/api.md from what was built
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { runMain, SetupError, say } from '../setup/say.mjs';
import { describeApi } from './describe-api.mjs';

await runMain(async () => {
  const { page, silent } = describeApi();
  if (silent.length > 0) throw new SetupError('ERR_NO_COMMENT', `These have no comment: ${silent.join(', ')}.`);
  writeFileSync(join(root, 'docs/reference/api.md'), page);
  say('wrote docs/reference/api.md');
});
