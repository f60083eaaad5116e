import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const dist = join(root, 'packages/callboard/dist');
/** Written last: where it is the newest, the bundles are whole. */
const licences = join(dist, 'bundled-licences.txt');

/** What a run does without: pieces of their own, loaded when they are asked for. */
const seldom =
  /\/(node_modules\/(yaml|yauzl|yazl)|dist\/(cli\/(listen|template|summary|delivery|plugins|remote|runs)|remote))\/|\/parse-yaml\./;

const bundles = [
  // CommonJS: its modules can be run from compiled code that was kept.
  { name: 'program', entry: 'cli/main.js', format: 'cjs', extension: 'cjs' },
  { name: 'library', entry: 'index.js', format: 'esm', extension: 'js' },
];

/**
 * Puts the command into a few files, and so the library: loading 150 small ones is most of what `callboard run` does
 * before Ansible starts. They lie at the top of dist/, as package-root.js does, which says where the package is. Nothing
 * is made shorter: the names and lines are what a stack trace shows.
 */
export async function bundle() {
  if (isNewest(licences)) return;
  for (const name of readdirSync(dist).filter(isBundled)) rmSync(join(dist, name));
  const modules = await Promise.all(bundles.map(bundleOne));
  writeFileSync(licences, collectLicences(modules.flat()));
}

function isBundled(file) {
  return /^(program|library|bundled)[-.]/.test(file);
}

/** @returns {Promise<string[]>} the modules in it */
async function bundleOne({ name, entry, format, extension }) {
  const { build } = await import('rolldown');
  const { output } = await build({
    input: { [name]: join(dist, entry) },
    platform: 'node',
    tsconfig: false,
    // That much of what is loaded on demand comes with the first piece is the point of it.
    checks: { ineffectiveDynamicImport: false },
    output: {
      dir: dist,
      format,
      entryFileNames: `[name].${extension}`,
      chunkFileNames: `${name}-[name].${extension}`,
      codeSplitting: {
        groups: [
          { name: 'import-file', test: /\/import-file\./ },
          { name: 'main', test: (id) => !seldom.test(id) },
        ],
      },
    },
  });
  return output.flatMap(({ moduleIds = [] }) => moduleIds);
}

/** Other people's packages lie in the bundles, too, and their licences want to be with them. */
function collectLicences(modules) {
  const packages = new Set(modules.flatMap((id) => /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[0] ?? []));
  const texts = [...packages].sort().map((directory) => {
    const { name, version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    return `${name} ${version}\n\n${readFileSync(join(directory, 'LICENSE'), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

function isNewest(file) {
  if (!existsSync(file)) return false;
  const compiled = ['packages/contract', 'packages/callboard'].map((name) => join(root, name, 'dist/.tsbuildinfo'));
  return compiled.every((other) => statSync(other).mtimeMs < statSync(file).mtimeMs);
}
