// npm run check -- [name …]: everything that can be said about the code without running it.
import { join } from 'node:path';
import { checkLinks } from './checks/check-links.mjs';
import { checkLockfile } from './checks/check-lockfile.mjs';
import { checkPackages } from './checks/check-packages.mjs';
import { checkPython } from './checks/check-python.mjs';
import { checkSnippets } from './checks/check-snippets.mjs';
import { installPackages } from './setup/install-packages.mjs';
import { withLock } from './setup/lock.mjs';
import { cache, root } from './setup/paths.mjs';
import { runCommand } from './setup/run-command.mjs';
import { runMain, SetupError } from './setup/say.mjs';

/** In this order, one after the other: each resolves to `{ code, output }`. */
const CHECKS = {
  build: () => withLock(join(cache, 'set-up.lock'), () => runTool('typescript/bin/tsc', '-b')),
  lint: () => runTool('oxlint/bin/oxlint', '--type-aware', '--deny-warnings'),
  format: () => runTool('@biomejs/biome/bin/biome', 'check', '--colors=off', '--reporter=summary', '.'),
  unused: () => runTool('knip/bin/knip.js', '--no-progress'),
  packages: checkPackages,
  links: checkLinks,
  snippets: checkSnippets,
  python: checkPython,
  lockfile: checkLockfile,
};

await runMain(async () => {
  const names = readNames(process.argv.slice(2));
  await withLock(join(cache, 'set-up.lock'), installPackages);
  let failures = 0;
  for (const name of names) {
    const start = performance.now();
    const { code, output } = await CHECKS[name]();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${code === 0 ? '✓' : '✗'} ${name.padEnd(9)} ${seconds.padStart(5)} s`);
    if (code === 0) continue;
    failures++;
    console.log(`\n${output.trimEnd().replace(/^(?=.)/gm, '    ')}\n`);
  }
  console.log(failures === 0 ? 'all checks pass' : `${failures} of ${names.length} checks failed`);
  return failures === 0 ? 0 : 1;
});

function readNames(args) {
  const unknown = args.find((name) => !Object.hasOwn(CHECKS, name));
  if (unknown) {
    throw new SetupError('ERR_OPTION', `There is no check ${unknown}; there are: ${Object.keys(CHECKS).join(', ')}`);
  }
  return args.length > 0 ? args : Object.keys(CHECKS);
}

function runTool(path, ...args) {
  return runCommand(process.execPath, [join(root, 'node_modules', path), ...args]);
}
