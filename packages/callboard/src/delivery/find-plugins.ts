import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, parse, resolve } from 'node:path';
import { packageRoot } from '../package-root.js';

/** An installed package that says it is a plugin. */
export interface FoundPlugin {
  /** The package's name. */
  readonly packageName: string;
  readonly version: string;
  /** The module to load, absolute. */
  readonly path: string;
  /** Settings without which it is idle, as its package.json names them: it need not be loaded to know that. */
  readonly required: readonly string[];
  /** The package.json whose dependency it is, or the directory of global packages. */
  readonly foundBy: string;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly callboard?: { readonly plugin?: string; readonly required?: unknown };
  readonly [section: string]: unknown;
}

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'];

/**
 * The plugins that the user installed: direct dependencies of the project that we were started in (and the project
 * itself, where it is a plugin), and of whatever the CLI itself is installed beside. Never dependencies of dependencies: nobody chose those.
 *
 * Synchronous: every run begins with this, and a trip through the thread pool for each of many small files takes ten
 * times as long as reading it.
 */
export function findPlugins(from: string = process.cwd()): FoundPlugin[] {
  const found = new Map<string, FoundPlugin>();
  for (const place of [findProject(from), findOwnInstallation()]) {
    for (const { name, directory } of listCandidates(place)) {
      if (found.has(name)) continue;
      const plugin = readPlugin(directory, place.label);
      if (plugin) found.set(plugin.packageName, plugin);
    }
  }
  return [...found.values()];
}

/** A package.json with its dependencies, or a directory of global packages. */
interface Place {
  readonly label: string;
  readonly directory: string;
  readonly manifest: Manifest | undefined;
}

function findProject(from: string): Place {
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    const label = join(directory, 'package.json');
    const manifest = readManifest(label);
    if (manifest || directory === parse(directory).root) return { label, directory, manifest };
  }
}

/** Beside `node_modules/callboard`: a project's own, or where npm puts global packages. */
function findOwnInstallation(): Place {
  const modules = dirname(resolve(packageRoot));
  const label = join(dirname(modules), 'package.json');
  const manifest = readManifest(label);
  return { label: manifest ? label : modules, directory: dirname(modules), manifest };
}

function listCandidates({ directory, manifest }: Place): { name: string; directory: string }[] {
  const names = manifest ? listDependencies(manifest) : listGlobal(join(directory, 'node_modules'));
  // A plugin that somebody is working on: `readPlugin` says whether it is one.
  const itself = manifest?.name === undefined ? [] : [{ name: manifest.name, directory }];
  const installed = names.flatMap((name) => {
    const located = locate(name, directory);
    return located === undefined ? [] : [{ name, directory: located }];
  });
  return [...itself, ...installed];
}

function listDependencies(manifest: Manifest): string[] {
  return sections.flatMap((section) => Object.keys((manifest[section] as Record<string, string> | undefined) ?? {}));
}

function listGlobal(modules: string): string[] {
  const entries = listDirectory(modules);
  const scopes = entries.filter((entry) => entry.startsWith('@'));
  const scoped = scopes.flatMap((scope) => listDirectory(join(modules, scope)).map((entry) => `${scope}/${entry}`));
  return [...entries.filter((entry) => !/^[@.]/.test(entry)), ...scoped];
}

function listDirectory(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** As Node looks for packages: in the nearest `node_modules` upwards. */
function locate(name: string, from: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', name);
    if (readManifest(join(candidate, 'package.json'))) return candidate;
    if (directory === parse(directory).root) return undefined;
  }
}

/** The plugin in a package's directory, if it is one. */
export function readPlugin(directory: string, foundBy: string): FoundPlugin | undefined {
  const manifest = readManifest(join(directory, 'package.json'));
  const plugin = manifest?.callboard?.plugin;
  if (!manifest?.name || typeof plugin !== 'string') return undefined;
  return {
    packageName: manifest.name,
    version: manifest.version ?? '0.0.0',
    path: resolve(directory, plugin),
    required: listNames(manifest.callboard?.required),
    foundBy,
  };
}

function listNames(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

function readManifest(path: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
