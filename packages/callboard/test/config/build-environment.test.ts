import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  buildEnvironment,
  type EnvironmentInputs,
  mergeEnvironment,
  pythonDir,
} from '#callboard/config/build-environment.js';

const inputs: EnvironmentInputs = {
  inherited: { PATH: '/bin' },
  option: undefined,
  file: undefined,
  isAdHoc: false,
  rolesPath: undefined,
  factCacheDir: '/facts',
  omitEventData: false,
  onlyFailedEventData: true,
  spoolEvents: '/spool',
  nonce: 'feed',
};

const restored = (env: Record<string, string>): Record<string, string | null> =>
  JSON.parse(env['CALLBOARD_RESTORE'] ?? '');

describe("Ansible's environment", () => {
  it("takes the file before the option, and the option before the process's own", () => {
    const env = mergeEnvironment({
      inherited: { A: 'process', B: 'process', C: 'process', D: undefined },
      option: { B: 'option', C: 'option' },
      file: { C: 'file' },
    });
    assert.deepEqual(env, { A: 'process', B: 'option', C: 'file' });
  });

  it("has values as Python's str() writes them", () => {
    const option = { yes: true, no: false, none: null, number: 12, half: 0.5, text: 'a b', empty: '' };
    const expected = { yes: 'True', no: 'False', none: 'None', number: '12', half: '0.5', text: 'a b', empty: '' };
    assert.deepEqual(mergeEnvironment({ inherited: {}, option, file: undefined }), expected);
  });

  it('has what the capture and Ansible Runner set', () => {
    const { CALLBOARD_RESTORE: _restore, CALLBOARD_RUN: _run, ...env } = buildEnvironment(inputs);
    assert.deepEqual(env, {
      PATH: '/bin',
      ANSIBLE_CALLBACK_PLUGINS: join(pythonDir, 'callback'),
      ANSIBLE_STDOUT_CALLBACK: 'callboard',
      ANSIBLE_RETRY_FILES_ENABLED: 'False',
      ANSIBLE_HOST_KEY_CHECKING: 'False',
      ANSIBLE_CACHE_PLUGIN: 'jsonfile',
      ANSIBLE_CACHE_PLUGIN_CONNECTION: '/facts',
      RUNNER_OMIT_EVENTS: 'False',
      RUNNER_ONLY_FAILED_EVENTS: 'True',
      CALLBOARD_SPOOL: '/spool',
      CALLBOARD_NONCE: 'feed',
    });
    assert.ok(existsSync(join(pythonDir, 'callback/callboard.py')));
  });

  it("keeps the user's callback, callback plugins and host key checking, and remembers what to put back", () => {
    const option = {
      ANSIBLE_STDOUT_CALLBACK: 'minimal',
      ANSIBLE_CALLBACK_PLUGINS: '/mine',
      ANSIBLE_HOST_KEY_CHECKING: 'True',
    };
    const env = buildEnvironment({ ...inputs, option });
    assert.equal(env['ORIGINAL_STDOUT_CALLBACK'], 'minimal');
    assert.equal(env['ANSIBLE_CALLBACK_PLUGINS'], `/mine:${join(pythonDir, 'callback')}`);
    assert.equal(env['ANSIBLE_HOST_KEY_CHECKING'], 'True');
    assert.deepEqual(restored(env), {
      ANSIBLE_CALLBACK_PLUGINS: '/mine',
      ANSIBLE_STDOUT_CALLBACK: 'minimal',
      ORIGINAL_STDOUT_CALLBACK: null,
    });
  });

  it('lets ad hoc commands load callbacks, and takes that back afterwards', () => {
    const env = buildEnvironment({ ...inputs, isAdHoc: true });
    assert.deepEqual([env['ANSIBLE_LOAD_CALLBACK_PLUGINS'], env['AD_HOC_COMMAND_ID']], ['1', '1']);
    assert.equal(restored(env)['ANSIBLE_LOAD_CALLBACK_PLUGINS'], null);
    assert.equal(
      buildEnvironment({ ...inputs, isAdHoc: true, option: { AD_HOC_COMMAND_ID: 7 } })['AD_HOC_COMMAND_ID'],
      '7',
    );
  });

  it('names the run to all its processes without telling the nonce that marks carry', () => {
    const { CALLBOARD_RUN: name = '', CALLBOARD_NONCE: nonce = '' } = buildEnvironment({
      ...inputs,
      nonce: 'feedfeedfeedfeed',
    });
    assert.match(name, /^[0-9a-f]{16}$/);
    assert.notEqual(name, nonce);
  });

  it('has roles where they are given, and leaves another cache plugin alone', () => {
    const env = buildEnvironment({
      ...inputs,
      rolesPath: '/r1:/r2',
      factCacheDir: undefined,
      option: { ANSIBLE_CACHE_PLUGIN: 'redis' },
    });
    assert.equal(env['ANSIBLE_ROLES_PATH'], '/r1:/r2');
    assert.equal(env['ANSIBLE_CACHE_PLUGIN'], 'redis');
    assert.equal(env['ANSIBLE_CACHE_PLUGIN_CONNECTION'], undefined);
  });
});
