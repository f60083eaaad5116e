import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { root } from './paths.mjs';
import { runStep } from './run-command.mjs';
import { say } from './say.mjs';

/** Compiles every package, all of them the first time, later what has changed; then the command becomes one file. */
export async function build() {
  if (!existsSync(join(root, 'packages/contract/dist'))) say('building');
  await runStep('build', process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'], {
    advice: 'Mend what the compiler says above, then try again.',
  });
  await bundle();
}
