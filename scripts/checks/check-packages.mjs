import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from '../setup/install-packages.mjs';
import { cache, root, showPath } from '../setup/paths.mjs';
import { runCommand } from '../setup/run-command.mjs';
import { checkTarball } from './check-tarball.mjs';

const packs = join(cache, 'packs');

/** Every publishable package, packed as npm would publish it, is what its package.json says: files, exports, types. */
export async function checkPackages() {
  rmSync(packs, { recursive: true, force: true });
  mkdirSync(packs, { recursive: true });
  const results = [];
  for (const folder of listPublishable()) results.push(await checkPackage(folder));
  return {
    code: results.some(({ code }) => code !== 0) ? 1 : 0,
    output: results.map(({ output }) => output).join('\n'),
  };
}

function listPublishable() {
  return ['packages', 'plugins']
    .flatMap((group) =>
      (existsSync(join(root, group)) ? readdirSync(join(root, group)) : []).map((name) => join(root, group, name)),
    )
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .filter((folder) => !JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).private);
}

async function checkPackage(folder) {
  const [npm, ...npmArgs] = npmCommand();
  const packed = await runCommand(npm, [...npmArgs, 'pack', '--silent', '--pack-destination', packs], { cwd: folder });
  if (packed.code !== 0) return describe(folder, [packed]);
  const tarball = join(packs, packed.output.trim().split('\n').at(-1));
  const publint = join(root, 'node_modules/publint/src/cli.js');
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  return describe(folder, [
    await runCommand(process.execPath, [publint, 'run', tarball, '--strict']),
    await checkTarball(tarball),
    await runCommand(process.execPath, [attw, tarball, '--profile', 'esm-only', '--no-color', '--no-emoji']),
  ]);
}

function describe(folder, steps) {
  const failed = steps.filter(({ code }) => code !== 0);
  const output = failed.map((step) => `${showPath(folder)}:\n${step.output}`).join('\n');
  return { code: failed.length === 0 ? 0 : 1, output };
}
