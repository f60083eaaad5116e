import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type CallboardError, getInventory, type QueryOptions, runCommand } from '#callboard/index.js';
import { makeDirectory } from '../run/helpers.js';
import { listScratch, makeProject } from './helpers.js';

/** An engine that has every image, and says how it was called instead of running a container. */
const engine = `#!/bin/sh
[ "$1" = run ] || exit 0
for word in "$@"; do printf '%s\\n' "$word" >> "$0.words"; case $word in --env-file=*) cat "\${word#*=}" > "$0.env";; esac; done
echo '{}'
`;

function makeEngine(): { options: QueryOptions; readWords: () => string[]; readNames: () => string[] } {
  const bin = makeDirectory({ podman: engine });
  execFileSync('chmod', ['+x', join(bin, 'podman')]);
  const read = (name: string): string[] => readFileSync(join(bin, name), 'utf8').trimEnd().split('\n');
  const options = { processIsolationExecutable: join(bin, 'podman'), containerImage: 'an-image' };
  return { options, readWords: () => read('podman.words'), readNames: () => read('podman.env') };
}

/** What stands behind `-v`, without what every container has. */
function listMounts(words: readonly string[]): string[] {
  const mounts = words.filter((_, index) => words[index - 1] === '-v');
  return mounts.filter(
    (mount) => !/:\/(runner|run\/callboard\/\w+|root\/\.ssh|home\/runner\/\.ssh):?|known_hosts/.test(mount),
  );
}

function listCommand(words: readonly string[]): string[] {
  return words.slice(words.indexOf('an-image') + 1);
}

test('a question is asked in the container, which sees what it names at the same paths', async () => {
  const { options, readWords, readNames } = makeEngine();
  const [project, elsewhere] = [makeProject(), makeDirectory({ 'hosts/alpha': '', key: '' })];
  const { response } = await getInventory({
    action: 'list',
    inventories: [join(elsewhere, 'hosts'), 'hosts.ini', 'alpha,'],
    vaultIds: `shop@${elsewhere}/key`,
    hostCwd: project,
    envvars: { COLOUR: 'blue' },
    ...options,
  });
  assert.deepEqual(response, {});
  const words = readWords();
  assert.deepEqual(listCommand(words), [
    'ansible-inventory',
    '--list',
    '-i',
    join(elsewhere, 'hosts'),
    '-i',
    'hosts.ini',
    '-i',
    'alpha,',
    '--vault-id',
    `shop@${elsewhere}/key`,
  ]);
  assert.deepEqual(
    listMounts(words),
    [project, join(elsewhere, 'hosts'), elsewhere].map((path) => `${path}:${path}`),
  );
  assert.ok(words.includes(`--workdir=${project}`));
  assert.ok(!words.includes('--tty'));
  const has = existsSync(join(homedir(), '.ssh'));
  assert.equal(words.includes(`${homedir()}/.ssh:/home/runner/.ssh`), has);
  assert.deepEqual(
    readNames().filter((name) => /^(COLOUR|PATH|HOME)/.test(name)),
    ['COLOUR'],
    "the image's environment, and what was given",
  );
  assert.deepEqual(listScratch(), []);
});

test('a command in the container has its terminal, its playbook and its private data dir', async () => {
  const { options, readWords } = makeEngine();
  const [project, privateDataDir] = [makeProject(), makeDirectory()];
  mkdirSync(join(privateDataDir, 'project'));
  const result = await runCommand({
    executableCmd: 'ansible-playbook',
    cmdlineArgs: [join(project, 'site.yml'), `--inventory=${privateDataDir}/hosts`, '-e', `@${project}/more.yml`],
    privateDataDir,
    ...options,
  });
  assert.equal(result.stdout, '{}\n');
  const words = readWords();
  assert.deepEqual(listMounts(words), [`${project}:${project}`]);
  assert.ok(words.includes(`${privateDataDir}:/runner:Z`));
  assert.ok(words.includes('--workdir=/runner/project'));
  assert.ok(words.includes('--tty'));
  const [program, playbook, ...more] = listCommand(words);
  assert.deepEqual([program, playbook], ['ansible-playbook', join(project, 'site.yml')]);
  assert.deepEqual(more, ['--inventory=/runner/hosts', '-e', `@${project}/more.yml`]);
});

test('a working directory that must not be mounted is refused', async () => {
  const { options } = makeEngine();
  const asked = getInventory({ action: 'list', inventories: [], hostCwd: '/usr', ...options });
  await assert.rejects(asked, (error: CallboardError) => error.code === 'ERR_ISOLATION_PATH');
  assert.deepEqual(listScratch(), []);
});
