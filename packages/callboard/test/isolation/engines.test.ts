import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type CallboardError,
  getAnsibleConfig,
  getInventory,
  openRun,
  type RunOptions,
  runCommand,
  start,
} from '#callboard/index.js';
import { startRunner } from '../helpers/children.js';
import { waitForFile } from '../helpers/wait-for-file.js';
import { debug, makeDirectory, observeWhole, play, resultOf, shell } from '../run/helpers.js';
import { type DockerDaemon, noDocker, startDockerDaemon } from './docker-daemon.js';
import { containerOptions, findImage, listContainers } from './engine-image.js';

const { image, skip } = findImage();
const inventory = { 'inventory/hosts': 'localhost ansible_connection=local' };
const makeIdent = (name: string): string => `${name}-${process.pid}`;

/** Nothing for an engine may be left in memory. What is there of tests beside this one goes with their runs. */
async function assertMemoryGone(): Promise<void> {
  const found = readdirSync('/dev/shm').filter((name) => name.endsWith('-engine'));
  const listLeft = () => found.filter((name) => existsSync(join('/dev/shm', name)));
  const deadline = Date.now() + 60_000;
  while (listLeft().length > 0 && Date.now() < deadline) await wait(50);
  assert.deepEqual(listLeft(), []);
}

function describeEngine(engine: 'podman' | 'docker'): void {
  const containers = {
    processIsolationExecutable: engine,
    containerImage: image,
    containerOptions,
    containerPull: 'never',
  } as const;
  const makeOptions = (privateDataDir: string, more: Partial<RunOptions> = {}): RunOptions => ({
    privateDataDir,
    playbook: 'main.yml',
    ...containers,
    ...more,
  });

  test('a play runs in the container with its inputs, at the paths that the container has', async () => {
    const artifactDir = makeDirectory();
    const base = makeDirectory();
    const mounted = makeDirectory({ file: 'mounted' });
    const privateDataDir = makeDirectory({
      ...inventory,
      'project/main.yml': [
        play([
          shell('pwd; echo "$LINES_OF"; echo "$PATH"; cat /mounted/file; echo; cat /etc/debian_version', {
            name: 'look',
          }),
          debug('{{ from_file }} {{ from_option }}', { name: 'say' }),
          { 'ansible.builtin.set_fact': { kept: 'a fact', cacheable: true } },
        ]),
      ],
      'env/extravars': { from_file: 'file variable' },
      'env/envvars': { LINES_OF: 'one\ntwo', PATH: '/usr/bin:/bin:/inside', API_TOKEN: 'hocus pocus' },
    });
    const { result, events, statuses, stdout, run } = await observeWhole(
      makeOptions(privateDataDir, {
        artifactDir,
        directoryIsolationBasePath: base,
        containerVolumeMounts: [`${mounted}:/mounted:ro`],
        containerOptions: [...containerOptions, '--env=EXTRA_PASSWORD=abracadabra'],
        extravars: { from_option: 'option variable' },
      }),
    );
    assert.equal(result?.status, 'successful', stdout);
    const lines = resultOf(events, 'look')['stdout_lines'] as string[];
    assert.deepEqual(lines.slice(0, 5), ['/runner/project', 'one', 'two', '/usr/bin:/bin:/inside', 'mounted']);
    assert.match(lines[5] ?? '', /^12\./, "the image's system, not the host's");
    assert.match(stdout, /file variable option variable/);
    assert.equal((await run.getFactCache('localhost'))?.['kept'], 'a fact');
    const starting = JSON.stringify(statuses[0]);
    assert.match(starting, new RegExp(`${engine}.*"run","--rm".*--name=ansible_runner_`));
    assert.ok(!/abracadabra|hocus|option variable/.test(starting), starting);
    assert.deepEqual([readdirSync(base), listContainers(engine, run.ident)], [[], []]);
    await assertMemoryGone();
  });

  test('an ssh key is in an agent in the container, and modules and other programs run there', async () => {
    const keys = makeDirectory();
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'the key', '-f', join(keys, 'key')]);
    const privateDataDir = makeDirectory(inventory);
    const { playbook: _, ...options } = makeOptions(privateDataDir, {
      sshKey: readFileSync(join(keys, 'key'), 'utf8'),
    });
    const adHoc = await observeWhole({ ...options, module: 'command', moduleArgs: 'ssh-add -l', hostPattern: 'all' });
    assert.equal(adHoc.result?.status, 'successful', adHoc.stdout);
    assert.match(adHoc.stdout, /the key/);
    const program = await observeWhole({
      ...options,
      binary: 'sh',
      cmdline: '-c "ssh-add -l; exit 7"',
      runnerMode: 'subprocess',
    });
    assert.deepEqual([program.result?.status, program.result?.rc], ['failed', 7]);
    assert.match(program.stdout, /the key/);
  });

  test("Ansible's other commands run there, with what they name of the host's", async () => {
    const project = makeDirectory({
      hosts: '[web]\nalpha colour=blue ansible_connection=local\n',
      'site.yml': [play([debug('hi')])],
    });
    const options = { ...containers, hostCwd: project };
    const { response } = await getInventory({ action: 'host', host: 'alpha', inventories: ['hosts'], ...options });
    assert.deepEqual(response, { ansible_connection: 'local', colour: 'blue' });
    const config = await getAnsibleConfig({
      action: 'dump',
      envvars: { ANSIBLE_FORKS: 9 },
      onlyChanged: true,
      ...options,
    });
    assert.match(config.response, /DEFAULT_FORKS\(env: ANSIBLE_FORKS\) = 9/);
    const cmdlineArgs = ['-i', 'localhost,', '-c', 'local', 'site.yml'];
    const { stats, stdout } = await runCommand({ executableCmd: 'ansible-playbook', cmdlineArgs, ...options });
    assert.deepEqual(stats?.ok, { localhost: 1 }, stdout);
    await assertMemoryGone();
  });

  test('cancel ends the container by asking Ansible, and removes it', async () => {
    const ident = makeIdent('canceled');
    const privateDataDir = makeDirectory({
      ...inventory,
      'project/main.yml': [play([shell('touch /runner/ready; sleep 300')])],
    });
    const began: number[] = [];
    const { result } = await observeWhole(
      makeOptions(privateDataDir, { ident, settings: { stop_grace: 60 } }),
      async (run) => {
        await waitForFile(join(privateDataDir, 'ready'));
        assert.equal(listContainers(engine, ident).length, 1);
        began.push(performance.now());
        run.cancel();
      },
    );
    assert.deepEqual([result?.status, result?.rc], ['canceled', 254]);
    assert.ok(performance.now() - (began[0] ?? 0) < 30_000, 'it was killed after the grace');
    assert.deepEqual(listContainers(engine, ident), []);
    await assertMemoryGone();
  });

  test('a time limit kills what does not listen', async () => {
    const ident = makeIdent('limited');
    const privateDataDir = makeDirectory();
    const { playbook: _, ...options } = makeOptions(privateDataDir, { ident });
    const { result } = await observeWhole({
      ...options,
      binary: 'sh',
      cmdline: `-c "trap '' INT TERM; while :; do sleep 1; done"`,
      timeout: 2,
      settings: { stop_grace: 1 },
    });
    assert.deepEqual([result?.status, result?.rc], ['timeout', 254]);
    assert.deepEqual(listContainers(engine, ident), []);
    await assertMemoryGone();
  });

  for (const withSupervisor of [false, true]) {
    test(`kill -9 of the runner${withSupervisor ? ' and its supervisor' : ''} leaves no container, and no event is lost`, async () => {
      const ident = makeIdent(withSupervisor ? 'lost-both' : 'lost');
      const privateDataDir = makeDirectory({
        ...inventory,
        'project/main.yml': [play([debug('said before'), shell('touch /runner/ready; sleep 300')])],
      });
      const runner = startRunner(makeOptions(privateDataDir, { ident, settings: { stop_grace: 2 } }), ident);
      await waitForFile(join(privateDataDir, 'ready'));
      const owner = JSON.parse(readFileSync(join(privateDataDir, 'artifacts', ident, 'spool/owner.json'), 'utf8')) as {
        supervisor: { pid: number };
      };
      runner.process.kill('SIGKILL');
      if (withSupervisor) process.kill(owner.supervisor.pid, 'SIGKILL');
      await runner.ended;
      const run = await openRun(privateDataDir, ident);
      assert.equal(run.status, 'error');
      assert.match(await run.stdout(), /said before/);
      assert.deepEqual(listContainers(engine, ident), []);
      await assertMemoryGone();
    });
  }

  const refusals: Record<string, [Partial<RunOptions>, code: string, says: RegExp]> = {
    'an image that is not here and not to be pulled': [
      { containerImage: 'localhost/no-such:1' },
      'ERR_CONTAINER_IMAGE',
      new RegExp(`${engine} pull`),
    ],
    'a mount of the whole system': [{ containerVolumeMounts: ['/:/host'] }, 'ERR_ISOLATION_PATH', /name a directory/],
    'no image': [{ processIsolation: true, containerImage: undefined }, 'ERR_OPTION_MISSING', /containerImage/],
  };
  for (const [name, [more, code, says]] of Object.entries(refusals)) {
    test(`${name} is told before the run`, async () => {
      const privateDataDir = makeDirectory({ 'project/main.yml': [play([])] });
      await assert.rejects(start(makeOptions(privateDataDir, more)), (error: CallboardError) => {
        assert.equal(error.code, code);
        assert.match(error.message, says);
        return true;
      });
      assert.equal(existsSync(join(privateDataDir, 'artifacts')), false);
    });
  }
}

describe('podman', { skip }, () => describeEngine('podman'));

describe('docker', { skip: skip || noDocker }, () => {
  let daemon: DockerDaemon;
  before(async () => {
    daemon = await startDockerDaemon(image);
    process.env['DOCKER_HOST'] = daemon.host;
  });
  after(async () => {
    delete process.env['DOCKER_HOST'];
    await daemon.end();
  });
  describeEngine('docker');
});
