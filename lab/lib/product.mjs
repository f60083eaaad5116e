import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { root } from '../../scripts/setup/paths.mjs';
import { SetupError } from '../../scripts/setup/say.mjs';

const groups = ['packages', 'plugins'];

/**
 * The built product in a directory: the checkout, or a copy of it.
 * @typedef {object} Product
 * @property {string} directory
 * @property {string} callboard the command's script
 * @property {string} library all that `import 'callboard'` offers, from modules, which a mutation can change
 * @property {string} python what runs beside Ansible
 * @property {(name: string) => string} module one of the library's own modules, e.g. `journal/write-journal`
 * @property {(name: string) => string} plugin a plugin's package
 * @returns {Product}
 */
export function describeProduct(directory = root) {
  const library = join(directory, 'packages/callboard');
  return {
    directory,
    callboard: join(library, 'bin/callboard.js'),
    library: join(library, 'dist/index.js'),
    python: join(library, 'python'),
    module: (name) => join(library, 'dist', `${name}.js`),
    plugin: (name) => join(directory, 'plugins', name),
  };
}

/** Copies what users get, with the same packages of others beside it: nothing in the copy leads back to the product. */
export function copyProduct(to) {
  for (const group of groups) {
    for (const name of readdirSync(join(root, group))) {
      cpSync(join(root, group, name), join(to, group, name), { recursive: true, filter: isShipped });
      linkModules(join(root, group, name, 'node_modules'), join(to, group, name, 'node_modules'));
    }
  }
  linkModules(join(root, 'node_modules'), join(to, 'node_modules'));
  linkOwn(to);
  return describeProduct(to);
}

function isShipped(path) {
  const name = basename(path);
  // Without the bundle the command is what the compiler made, and that is what a mutation changes.
  if (/^program(-.*)?\.cjs$/.test(name)) return false;
  return !['node_modules', 'src', 'test', 'dist-test', '__pycache__'].includes(name);
}

/** npm puts a package's own version of something into the package. */
function linkModules(from, to) {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== 'callboard' && name !== '@callboard') symlinkSync(join(from, name), join(to, name));
  }
}

function linkOwn(to) {
  for (const group of groups) {
    for (const folder of readdirSync(join(to, group))) {
      const { name } = JSON.parse(readFileSync(join(to, group, folder, 'package.json'), 'utf8'));
      const link = join(to, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(to, group, folder), link);
    }
  }
}

/**
 * What is left must be a program: one that can't be loaded fails every row, and proves nothing.
 * @param {import('./load-rows.mjs').Mutation} mutation
 */
export function patchProduct({ directory }, { name, file, find, replace }) {
  const path = join(directory, file);
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length !== 2) {
    const message = `The mutation "${name}" fits ${parts.length - 1} places of ${file}: it must be one.`;
    throw new SetupError('ERR_MUTATION', message);
  }
  writeFileSync(path, parts.join(replace));
  const [program, ...words] = file.endsWith('.py')
    ? ['python3', '-c', parsePython, path]
    : [process.execPath, '--check', path];
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status === 0) return;
  throw new SetupError('ERR_MUTATION', `What the mutation "${name}" leaves of ${file} is no program:\n${stderr}`);
}

const parsePython = 'import ast, sys; ast.parse(open(sys.argv[1]).read())';
