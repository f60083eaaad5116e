import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CallboardError } from '../../errors.js';
import { packageRoot } from '../../package-root.js';
import { handlerFiles } from './handler-files.js';
import { writeManifest, writeReadme, writeTsconfig } from './package-files.js';
import { sinkFiles } from './sink-files.js';

/** What a template is filled with. */
export interface PluginNames {
  /** As in settings and commands: `chat`. */
  readonly name: string;
  readonly packageName: string;
  readonly handlers: boolean;
  /** Where packages are to be had, by name: a range, or `file:` in a checkout. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Writes a package whose tests pass. Throws where the directory has something in it already. */
export async function writePlugin(directory: string, name: string, handlers: boolean): Promise<PluginNames> {
  if (existsSync(join(directory, 'package.json'))) {
    throw new CallboardError('ERR_OPTION_CONFLICT', `${directory} holds a package already. Choose another with --dir.`);
  }
  const names: PluginNames = { name, packageName: `callboard-plugin-${name}`, handlers, versions: chooseVersions() };
  const files: Readonly<Record<string, string>> = {
    'package.json': writeManifest(names),
    'tsconfig.json': writeTsconfig(),
    'README.md': writeReadme(names),
    '.gitignore': 'node_modules/\ndist/\n',
    ...(handlers ? handlerFiles(names) : sinkFiles(names)),
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content, { flag: 'wx' });
  }
  return names;
}

const packages = { '@callboard/contract': 'contract', '@callboard/testkit': 'testkit', callboard: 'callboard' };
/** The oldest Node that Callboard runs on decides what a plugin may use. */
const tools = { typescript: '^5.9.0 || ^6.0.0 || ^7.0.0', '@types/node': '^20.19.0' };

/** A checkout's packages are not those of the registry: what is written from one uses its own, tools included. */
function chooseVersions(): Record<string, string> {
  const isCheckout = existsSync(join(packageRoot, '../testkit/tsconfig.json'));
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  const ours = Object.entries(packages).map(([name, folder]) => [
    name,
    isCheckout ? `file:${join(packageRoot, '..', folder)}` : `^${version}`,
  ]);
  const others = Object.entries(tools).map(([name, range]) => {
    const installed = join(packageRoot, '../../node_modules', name);
    return [name, isCheckout && existsSync(installed) ? `file:${installed}` : range];
  });
  return Object.fromEntries([...ours, ...others]) as Record<string, string>;
}
