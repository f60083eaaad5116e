import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root, showPath } from '../setup/paths.mjs';
import { runCommand } from '../setup/run-command.mjs';
import { listFiles } from './list-files.mjs';

const folder = join(cache, 'snippets');

/** Every block of TypeScript in a Markdown file is a module that compiles, against the packages as they are built. */
export async function checkSnippets() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const places = new Map(listFiles('.md').flatMap((file) => writeSnippets(file)));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(describeProject()));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { code, output } = await runCommand(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    cwd: folder,
  });
  return { code, output: output.replace(/^[\w-]+\.ts(?=\()/gm, (name) => places.get(name) ?? name) };
}

/** One file for each block, in which every line has the number that it has in the Markdown file. */
function writeSnippets(file) {
  const markdown = readFileSync(file, 'utf8');
  return [...markdown.matchAll(/^```ts\b[^\n]*\n([\s\S]*?)^```/gm)].map((block) => {
    const line = markdown.slice(0, block.index).split('\n').length;
    const name = `${showPath(file).replace(/\W+/g, '-')}-${line}.ts`;
    writeFileSync(join(folder, name), `${'\n'.repeat(line)}${block[1]}\nexport {};\n`);
    return [name, showPath(file)];
  });
}

/** As strict as the packages, but what a snippet leaves unused is for its reader to use. */
function describeProject() {
  return {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      noEmit: true,
      composite: false,
      declaration: false,
      declarationMap: false,
      isolatedDeclarations: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    include: ['*.ts'],
  };
}
