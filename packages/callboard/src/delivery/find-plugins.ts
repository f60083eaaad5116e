import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An installed package that says it is a plugin. */
export interface FoundPlugin {
  /** The package's name. */
  readonly packageName: string;
  readonly version: string;
  /** The module to load, absolute. */
  readonly path: string;
  /** The package.json whose dependency it is, or the directory of global packages. */
  readonly foundBy: string;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly callboard?: { readonly plugin?: string };
  readonly [section: string]: unknown;
}

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'];

/**
 * The plugins that the user installed: direct dependencies of the project that we were started in, and of whatever
 * the CLI itself is installed beside. Never dependencies of dependencies: nobody chose those.
 */
export async function findPlugins(from: string = process.cwd()): Promise<FoundPlugin[]> {
  const found = new Map<string, FoundPlugin>();
  for (const place of [await findProject(from), await findOwnInstallation()]) {
    for (const { name, directory } of await listCandidates(place)) {
      if (found.has(name)) continue;
      const plugin = await readPlugin(directory, place.label);
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

async function findProject(from: string): Promise<Place> {
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    const label = join(directory, 'package.json');
    const manifest = await readManifest(label);
    if (manifest || directory === parse(directory).root) return { label, directory, manifest };
  }
}

/** Beside `node_modules/callboard`: a project's own, or where npm puts global packages. */
async function findOwnInstallation(): Promise<Place> {
  const own = fileURLToPath(new URL('../..', import.meta.url));
  const modules = dirname(resolve(own));
  const label = join(dirname(modules), 'package.json');
  const manifest = await readManifest(label);
  return { label: manifest ? label : modules, directory: dirname(modules), manifest };
}

async function listCandidates({ directory, manifest }: Place): Promise<{ name: string; directory: string }[]> {
  const names = manifest ? listDependencies(manifest) : await listGlobal(join(directory, 'node_modules'));
  const places = await Promise.all(names.map(async (name) => ({ name, directory: await locate(name, directory) })));
  return places.filter((place): place is { name: string; directory: string } => place.directory !== undefined);
}

function listDependencies(manifest: Manifest): string[] {
  return sections.flatMap((section) => Object.keys((manifest[section] as Record<string, string> | undefined) ?? {}));
}

async function listGlobal(modules: string): Promise<string[]> {
  const entries = await readdir(modules).catch(() => []);
  const scoped = entries.filter((entry) => entry.startsWith('@'));
  const inScopes = scoped.map(async (scope) =>
    (await readdir(join(modules, scope))).map((entry) => `${scope}/${entry}`),
  );
  return [...entries.filter((entry) => !/^[@.]/.test(entry)), ...(await Promise.all(inScopes)).flat()];
}

/** As Node looks for packages: in the nearest `node_modules` upwards. */
async function locate(name: string, from: string): Promise<string | undefined> {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', name);
    if (await readManifest(join(candidate, 'package.json'))) return candidate;
    if (directory === parse(directory).root) return undefined;
  }
}

/** The plugin in a package's directory, if it is one. */
export async function readPlugin(directory: string, foundBy: string): Promise<FoundPlugin | undefined> {
  const manifest = await readManifest(join(directory, 'package.json'));
  const plugin = manifest?.callboard?.plugin;
  if (!manifest?.name || typeof plugin !== 'string') return undefined;
  return {
    packageName: manifest.name,
    version: manifest.version ?? '0.0.0',
    path: resolve(directory, plugin),
    foundBy,
  };
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Manifest;
  } catch {
    return undefined;
  }
}
