import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isExecutable } from '../setup/executables-on-path.mjs';
import { npmCommand } from '../setup/install-packages.mjs';
import { cache } from '../setup/paths.mjs';
import { runCommand, writeLog } from '../setup/run-command.mjs';
import { say } from '../setup/say.mjs';

/**
 * Another version of Node, from the npm package `node`, in `.cache/node/<major>`.
 * @returns {Promise<{ path: string, version: string } | undefined>} undefined when it can't be had.
 */
export async function provideNode(major) {
  const folder = join(cache, 'node', major);
  const path = join(folder, 'node_modules/node/bin/node');
  if (!isExecutable(path)) await installNode(major, folder);
  const { code, output } = await runCommand(path, ['-p', 'process.versions.node']);
  return code === 0 ? { path, version: output.trim() } : undefined;
}

async function installNode(major, folder) {
  say(`installing Node ${major} (first time, ~10 s)`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const [npm, ...args] = npmCommand();
  const install = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save', `node@${major}`];
  const { code, output } = await runCommand(npm, [...args, ...install], { cwd: folder });
  if (code !== 0) say(`npm failed; why: ${writeLog(`node-${major}`, output)}`);
}
