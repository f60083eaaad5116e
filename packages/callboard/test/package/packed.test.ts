import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { debug, describeWithAnsible, makeDirectory, play } from '../run/helpers.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** A project into which the packages were installed as npm would pack them; what they depend on is the checkout's. */
function installPacked(): string {
  const project = makeDirectory({ 'deploy/project/site.yml': [play([debug('packed')])] }, 'a project ünd');
  for (const folder of ['packages/contract', 'packages/callboard']) {
    const args = ['pack', '--silent', '--pack-destination', project];
    const said = execFileSync('npm', args, { cwd: join(root, folder), encoding: 'utf8' });
    const name = folder.endsWith('contract') ? '@callboard/contract' : 'callboard';
    const target = join(project, 'node_modules', name);
    mkdirSync(target, { recursive: true });
    const tarball = join(project, said.trim().split('\n').at(-1)!);
    execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  }
  for (const name of ['commander', 'yaml', 'typescript', '@typescript', '@types', 'undici-types']) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    const own = join(root, 'packages/callboard/node_modules', name);
    symlinkSync(existsSync(own) ? own : join(root, 'node_modules', name), link);
  }
  return project;
}

const program = `
import { run, type RunResult } from 'callboard';
const result: RunResult = await run({ privateDataDir: 'deploy', playbook: 'site.yml' });
console.log(result.status, result.eventCount > 3);
`;
const compilerOptions = { module: 'nodenext', strict: true, skipLibCheck: false, types: ['node'], target: 'es2023' };

describeWithAnsible('the packages as they are packed', () => {
  test('run a play outside the checkout, from the shell and from a strictly typed program', () => {
    const project = installPacked();
    writeFileSync(join(project, 'package.json'), '{"type": "module"}');
    writeFileSync(join(project, 'main.ts'), program);
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['main.ts'] }));
    const runNode = (...args: readonly string[]): string =>
      execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
    const licences = readFileSync(join(project, 'node_modules/callboard/dist/bundled-licences.txt'), 'utf8');
    for (const name of ['buffer-crc32', 'commander', 'pend', 'yaml', 'yauzl', 'yazl'])
      assert.match(licences, new RegExp(`^${name} \\d[^]+?(Permission is hereby granted|Permission to use)`, 'm'));
    runNode('node_modules/typescript/bin/tsc');
    assert.equal(runNode('main.js'), 'successful true\n');
    assert.match(
      runNode('node_modules/callboard/bin/callboard.js', 'run', 'deploy', '-p', 'site.yml'),
      /"msg": "packed"/,
    );
  });
});
