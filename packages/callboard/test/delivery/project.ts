import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemporaryDir } from '../helpers/temporary-dir.js';

/** What a package of a test's project is made of. */
export interface TestPackage {
  readonly name: string;
  /** The plugin's module; without it the package is none. */
  readonly source?: string;
  readonly dependencies?: readonly string[];
  /** Instead of `./plugin.js`. */
  readonly plugin?: unknown;
  readonly required?: readonly string[];
}

/** A user's project on disk, with packages installed in it. `direct` are its own dependencies; default: all of them. */
export function makeProject(
  packages: readonly TestPackage[],
  direct: readonly string[] = packages.map(({ name }) => name),
): string {
  const root = makeTemporaryDir();
  writeJson(join(root, 'package.json'), {
    private: true,
    dependencies: Object.fromEntries(direct.map((name) => [name, '*'])),
  });
  for (const item of packages) installPackage(join(root, 'node_modules'), item);
  return root;
}

export function installPackage(
  modules: string,
  { name, source, dependencies = [], plugin = './plugin.js', required }: TestPackage,
): string {
  const directory = join(modules, name);
  writeJson(join(directory, 'package.json'), {
    name,
    version: '1.2.3',
    type: 'module',
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '*'])),
    ...(source !== undefined && { callboard: { plugin, required } }),
  });
  if (source !== undefined) writeFileSync(join(directory, 'plugin.js'), source);
  return directory;
}

function writeJson(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
}

/** The directory that the tests' process is in decides which plugins it finds. */
export async function inProject<T>(root: string, work: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(root);
  try {
    return await work();
  } finally {
    process.chdir(before);
  }
}

const shared: Record<string, unknown> = {};
Object.assign(globalThis, { callboardTestPlugins: shared });

/** A package whose plugin is an object of the test's. */
export function sharePlugin(name: string, plugin: unknown): TestPackage {
  shared[name] = plugin;
  return {
    name: `callboard-plugin-${name}`,
    source: `export default globalThis.callboardTestPlugins[${JSON.stringify(name)}];`,
  };
}
