import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package of the user's own with a plugin, installed in a project. `source` is its module. */
export function installPlugin(project, packageName, source) {
  const directory = join(project, 'node_modules', packageName);
  mkdirSync(directory, { recursive: true });
  const manifest = { name: packageName, version: '1.2.3', type: 'module', callboard: { plugin: './plugin.js' } };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, 'plugin.js'), source);
  const path = join(project, 'package.json');
  const { dependencies, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...rest, dependencies: { ...dependencies, [packageName]: '1.2.3' } }));
}
