import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { getInventory, openRun, type RunOptions, runCommand } from '#callboard/index.js';
import { callboard } from '../cli/run-callboard.js';
import { startRunner } from '../helpers/children.js';
import { waitForFile } from '../helpers/wait-for-file.js';
import {
  debug,
  describeWithAnsible,
  makeDirectory,
  observe,
  observeWhole,
  play,
  resultOf,
  shell,
} from '../run/helpers.js';
import { assertGone } from '../run/processes.js';
import { findAnsibleHome, skipWithoutBubblewrap } from './helpers.js';

const options = (privateDataDir: string, more: Partial<RunOptions> = {}): RunOptions => ({
  privateDataDir,
  playbook: 'main.yml',
  processIsolation: true,
  processIsolationExecutable: 'bwrap',
  processIsolationRoPaths: findAnsibleHome(),
  ...more,
});

describeWithAnsible('bubblewrap', () => {
  test("Ansible's other commands see their working directory and what they name, and no more", {
    skip: skipWithoutBubblewrap,
  }, async () => {
    const { processIsolation, processIsolationExecutable, processIsolationRoPaths } = options('');
    const sandbox = { processIsolation, processIsolationExecutable, processIsolationRoPaths };
    const [hostCwd, elsewhere] = [makeDirectory(), makeDirectory({ hosts: 'alpha colour=blue' })];
    const unshown = makeDirectory({ file: 'unshown' });
    const inventories = [join(elsewhere, 'hosts')];
    const { response } = await getInventory({ action: 'host', host: 'alpha', inventories, hostCwd, ...sandbox });
    assert.deepEqual(response, { colour: 'blue' });
    const cmdlineArgs = ['-c', `pwd; ls ${unshown}/file 2>/dev/null || echo unshown`];
    const { stdout } = await runCommand({ executableCmd: 'sh', cmdlineArgs, hostCwd, ...sandbox });
    assert.equal(stdout, `${hostCwd}\nunshown\n`);
  });

  test('the play sees what it is shown, to read or to write, and nothing that is hidden', {
    skip: skipWithoutBubblewrap,
  }, async () => {
    const shown = makeDirectory({ written: 'before' });
    const readable = makeDirectory({ file: 'readable' });
    const unshown = makeDirectory({ file: 'unshown' });
    const staging = makeDirectory();
    const look = [
      `cat ${readable}/file; echo`,
      `echo after > ${shown}/written`,
      `echo no > ${readable}/file || echo read-only`,
      `cat ${unshown}/file || echo unshown`,
      `ls -A {{ playbook_dir }}/../keys; cat {{ playbook_dir }}/../token; echo; ls -d /proc/[0-9]* | wc -l; pwd`,
    ].join('; ');
    const privateDataDir = makeDirectory({
      'project/main.yml': [play([shell(`(${look}) 2>/dev/null`, { name: 'look' })])],
      'keys/private': 'hidden key',
      token: 'hidden token',
    });
    const { result, events, statuses } = await observeWhole(
      options(privateDataDir, {
        processIsolationShowPaths: [shown, '/does/not/exist'],
        processIsolationRoPaths: [...findAnsibleHome(), readable],
        processIsolationHidePaths: [join(privateDataDir, 'keys'), join(privateDataDir, 'token')],
        processIsolationPath: staging,
      }),
    );
    assert.equal(result?.status, 'successful');
    const lines = (resultOf(events, 'look') as { stdout_lines: string[] }).stdout_lines;
    assert.deepEqual(lines.slice(0, 3), ['readable', 'read-only', 'unshown']);
    assert.ok(!lines.join('\n').includes('hidden'), lines.join('\n'));
    assert.ok(!lines.includes('private'), 'the directory is hidden');
    assert.ok(Number(lines.at(-2)) < 15, `${lines.at(-2)} processes are seen`);
    assert.equal(lines.at(-1), join(privateDataDir, 'project'));
    assert.equal(readFileSync(join(shown, 'written'), 'utf8'), 'after\n');
    assert.equal(statuses[0]?.status === 'starting' && statuses[0].command[0]?.endsWith('bwrap'), true);
    assert.deepEqual(readdirSync(staging), [], 'stand-ins go with the run');
  });

  test('ad hoc modules, extra variables in memory and ssh keys go into the sandbox', {
    skip: skipWithoutBubblewrap,
  }, async () => {
    const privateDataDir = makeDirectory({ 'inventory/hosts': 'localhost ansible_connection=local' });
    const { result, stdout } = await observeWhole({
      ...options(privateDataDir),
      playbook: undefined,
      module: 'debug',
      moduleArgs: 'msg={{ word }}',
      hostPattern: 'localhost',
      extravars: { word: 'hullabaloo' },
    });
    assert.equal(result?.status, 'successful', stdout);
    assert.match(stdout, /hullabaloo/);
  });

  test('the flags of the command line do the same', { skip: skipWithoutBubblewrap }, async () => {
    const privateDataDir = makeDirectory({
      'project/main.yml': [play([shell('cat $DATA/secret; pwd', { name: 'look' })])],
      secret: 'hidden words',
    });
    const base = makeDirectory();
    const flags = [
      '--process-isolation',
      '--process-isolation-executable',
      'bwrap',
      '--directory-isolation-base-path',
      base,
    ];
    const paths = [
      '--process-isolation-hide-paths',
      join(privateDataDir, 'secret'),
      '--process-isolation-ro-paths',
      ...findAnsibleHome(),
    ];
    const words = ['run', privateDataDir, '-p', 'main.yml', '-v', ...flags, ...paths];
    const { code, stdout, stderr } = await callboard(words, { DATA: privateDataDir });
    assert.equal(code, 0, stdout + stderr);
    assert.ok(stdout.includes(join(base, 'runner_di_')), stdout);
    assert.ok(!stdout.includes('hidden words'));
  });

  test('settings win over options, in names and precedence as in Ansible Runner', {
    skip: skipWithoutBubblewrap,
  }, async () => {
    const privateDataDir = makeDirectory({
      'project/main.yml': [play([debug('inside')])],
      'env/settings': {
        process_isolation: true,
        process_isolation_executable: 'bwrap',
        process_isolation_ro_paths: findAnsibleHome(),
      },
    });
    const { result, statuses } = await observe({
      privateDataDir,
      playbook: 'main.yml',
      processIsolation: false,
      processIsolationExecutable: 'podman',
    });
    assert.equal(result?.status, 'successful');
    assert.ok(statuses[0]?.status === 'starting' && statuses[0].command.includes('--unshare-pid'));
  });

  test('cancel asks the command first, and ends everything in the sandbox', {
    skip: skipWithoutBubblewrap,
  }, async () => {
    const mark = `CALLBOARD_TEST_SANDBOX_${process.pid}`;
    const privateDataDir = makeDirectory();
    const script = `trap 'sleep 0.5; echo cleaned > ${privateDataDir}/cleaned; exit 0' TERM; touch ${privateDataDir}/ready; setsid sleep 60 & wait`;
    const { result } = await observeWhole(
      {
        ...options(privateDataDir, { envvars: { [mark]: '1' } }),
        playbook: undefined,
        binary: 'sh',
        cmdline: `-c "${script}"`,
      },
      async (run) => {
        await waitForFile(join(privateDataDir, 'ready'));
        run.cancel();
      },
    );
    assert.deepEqual([result?.status, result?.rc], ['canceled', 254]);
    assert.ok(existsSync(join(privateDataDir, 'cleaned')), 'it was given no time');
    await assertGone(mark);
  });

  test('kill -9 of the runner ends the sandbox; a recovery clears away what was made for it', {
    skip: skipWithoutBubblewrap,
  }, async () => {
    const base = makeDirectory();
    const privateDataDir = makeDirectory({
      'project/main.yml': [play([debug('said'), shell('touch {{ ready }}; sleep 60', { name: 'long' })])],
      secret: 'hidden',
    });
    const mark = `CALLBOARD_TEST_MARK=sandbox-${process.pid}`;
    const runner = startRunner(
      options(privateDataDir, {
        ident: 'lost',
        directoryIsolationBasePath: base,
        processIsolationPath: base,
        processIsolationHidePaths: [join(privateDataDir, 'secret')],
        settings: { stop_grace: 1 },
        extravars: { ready: join(privateDataDir, 'ready') },
      }),
      `sandbox-${process.pid}`,
    );
    await waitForFile(join(privateDataDir, 'ready'));
    assert.equal(readdirSync(base).length, 2, 'the copy and the stand-ins');
    runner.process.kill('SIGKILL');
    await runner.ended;
    const run = await openRun(privateDataDir, 'lost');
    assert.equal(run.status, 'error');
    assert.match(await run.stdout(), /said/);
    await assertGone(mark);
    assert.deepEqual(readdirSync(base), []);
  });
});
