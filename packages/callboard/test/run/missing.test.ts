import assert from 'node:assert/strict';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findOnPath } from '#callboard/ansible/find-python.js';
import { openRun, type RunOptions, run, start } from '#callboard/index.js';
import { debug, describeWithAnsible, listTree, makeDirectory, observeWhole, play, readEnd } from './helpers.js';

const quick = { 'project/main.yml': [play([debug('x')])] };

describeWithAnsible('what is missing or wrong', () => {
  test('without ansible-playbook on PATH the run fails with 127, and its stdout says so', async () => {
    const bin = makeDirectory();
    for (const name of ['python3', 'sh'])
      symlinkSync(findOnPath(name, process.env['PATH'] ?? '') ?? '', join(bin, name));
    const privateDataDir = makeDirectory(quick);
    const { result, stdout, statuses } = await observeWhole({
      privateDataDir,
      playbook: 'main.yml',
      envvars: { PATH: bin },
    });
    assert.deepEqual([result?.status, result?.rc], ['failed', 127]);
    assert.match(stdout, /not found.*ansible-playbook/);
    assert.equal(statuses.at(-1)?.status, 'failed');
  });

  const wrong: Record<
    string,
    { files?: Record<string, unknown>; options: Partial<RunOptions>; code: string; message: RegExp }
  > = {
    'a private data directory that is not there': {
      options: { privateDataDir: '/nonexistent/callboard' },
      code: 'ERR_PRIVATE_DATA_DIR',
      message: /\/nonexistent\/callboard/,
    },
    'a playbook that is not there': {
      options: { playbook: 'nowhere.yml' },
      code: 'ERR_PLAYBOOK_NOT_FOUND',
      message: /nowhere\.yml/,
    },
    'a playbook that cannot be read': {
      options: { playbook: 'round.yml' },
      code: 'ERR_INPUT_FILE',
      message: /cannot be read: ELOOP.*round\.yml.* Allow it/,
    },
    'a setting that is misspelt': {
      files: { 'env/settings': 'idle_timout: 3\n' },
      options: {},
      code: 'ERR_OPTION_UNKNOWN',
      message: /`idle_timout`.*`idle_timeout`/,
    },
    'an option that does not exist': {
      options: { playbok: 'main.yml' } as never,
      code: 'ERR_OPTION_UNKNOWN',
      message: /playbook/,
    },
    'an option of the wrong type': { options: { forks: '5' as never }, code: 'ERR_OPTION_TYPE', message: /forks/ },
    'two things to run': { options: { module: 'ping' }, code: 'ERR_OPTION_CONFLICT', message: /playbook.*module/ },
    'a module without hosts': {
      options: { playbook: undefined, module: 'ping' },
      code: 'ERR_OPTION_MISSING',
      message: /`hostPattern` \(--hosts\)/,
    },
    'nothing to run': {
      options: { playbook: undefined },
      code: 'ERR_OPTION_MISSING',
      message: /`playbook` \(-p\).*`module` \(-m\)/,
    },
    'an env file that is no YAML': {
      files: { 'env/envvars': 'a: [1,' },
      options: {},
      code: 'ERR_INPUT_FILE',
      message: /env\/envvars/,
    },
    'an env file that is no map': {
      files: { 'env/settings': '- a\n- b\n' },
      options: {},
      code: 'ERR_INPUT_FILE',
      message: /env\/settings/,
    },
    'an env file that is a directory': {
      files: { 'env/passwords/x': '' },
      options: {},
      code: 'ERR_INPUT_FILE',
      message: /env\/passwords/,
    },
    'a command line with an open quotation mark': {
      files: { 'env/cmdline': "--tags 'a" },
      options: {},
      code: 'ERR_COMMAND_LINE',
      message: /quotation/,
    },
    'an ident that leads out of the directory': { options: { ident: '../x' }, code: 'ERR_IDENT', message: /directory/ },
    'an artifact directory that is a file': {
      files: { artifacts: 'a file' },
      options: {},
      code: 'ERR_ARTIFACT_WRITE',
      message: /artifacts/,
    },
  };

  test('wrong options and inputs are errors with a code, and leave nothing behind', async () => {
    for (const [name, { files, options, code, message }] of Object.entries(wrong)) {
      const privateDataDir = makeDirectory({ ...quick, ...files });
      symlinkSync('round.yml', join(privateDataDir, 'project/round.yml'));
      const before = listTree(privateDataDir);
      await assert.rejects(
        run({ privateDataDir, playbook: 'main.yml', ...options }),
        (error: Error & { code: string }) => {
          assert.equal(error.code, code, `${name}: ${error.message}`);
          assert.match(error.message, message, name);
          return true;
        },
      );
      assert.deepEqual(listTree(privateDataDir), before, name);
    }
    await assert.rejects(openRun(makeDirectory(), 'nowhere'), { code: 'ERR_RUN_NOT_FOUND' });
  });

  test('options that are no object at all are an error with a code, too', async () => {
    for (const options of [undefined, null, './deploy', ['./deploy']] as never[]) {
      const expected = { code: 'ERR_OPTION_TYPE', message: /must be an object, at least \{ privateDataDir \}/ };
      await assert.rejects(run(options), expected);
      await assert.rejects(start(options), expected);
    }
  });

  test('a pattern that Python does not understand ends the run before Ansible starts', async () => {
    const privateDataDir = makeDirectory(quick);
    await assert.rejects(run({ privateDataDir, playbook: 'main.yml', ident: 'r', passwords: { '(unclosed': 'x' } }), {
      code: 'ERR_PROMPT_PATTERN',
      message: /\(unclosed/,
    });
    const artifactDir = join(privateDataDir, 'artifacts/r');
    assert.deepEqual(readEnd(artifactDir), { rc: 254, status: 'error' });
    assert.equal(existsSync(join(artifactDir, 'spool')), false);
  });

  test('a play with a syntax error, one for no hosts, and an inventory that is broken end as Ansible ends them', async () => {
    const privateDataDir = makeDirectory({
      'project/broken.yml': '- hosts: all\n  tasks:\n  - debug: msg="a\n   x: [',
      'project/nobody.yml': [play([debug('x')], { hosts: 'nobody' })],
      'project/unknown.yml': [play([{ no_such_module: {} }])],
    });
    mkdirSync(join(privateDataDir, 'inventory'));
    const [broken, nobody, unknown] = await Promise.all(
      ['broken.yml', 'nobody.yml', 'unknown.yml'].map((playbook) => observeWhole({ privateDataDir, playbook })),
    );
    assert.equal(broken?.result?.status, 'failed');
    assert.equal(broken.result.rc, 4);
    assert.ok(broken.events.length > 0 && broken.stdout.includes('broken.yml'));
    assert.deepEqual([nobody?.result?.status, nobody?.result?.rc], ['successful', 0]);
    assert.equal(unknown?.result?.status, 'failed');
    assert.match(unknown.stdout, /no_such_module/);
  });

  test('a wrong working directory or project is told', async () => {
    const privateDataDir = makeDirectory();
    await assert.rejects(run({ privateDataDir, playbook: 'main.yml' }), { code: 'ERR_PLAYBOOK_NOT_FOUND' });
    const { result, stdout } = await observeWhole({ privateDataDir, playbook: 'a.collection.playbook' });
    assert.equal(result?.status, 'failed');
    assert.match(stdout, /a\.collection\.playbook/);
  });
});
