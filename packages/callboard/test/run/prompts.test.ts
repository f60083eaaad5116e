import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunningStatus } from '#callboard/index.js';
import {
  debug,
  describeWithAnsible,
  type Json,
  makeDirectory,
  namesOf,
  observeWhole,
  play,
  resultOf,
  waitForEvent,
} from './helpers.js';

const prompting: Json = {
  vars_prompt: [
    { name: 'city', prompt: 'Which city', private: false },
    { name: 'code', prompt: 'What is the code', private: true },
    { name: 'twice', prompt: 'Say it twice', private: true, confirm: true },
    { name: 'kept', prompt: 'Keep the default', private: false, default: 'as it was' },
  ],
};

const answers = '{{ city ~ "/" ~ (code | length) ~ "/" ~ (twice | length) ~ "/" ~ kept }}';

describeWithAnsible('prompts', () => {
  test('vars_prompt, private, confirmed and with a default, is answered by patterns that may be anchored', async () => {
    const privateDataDir = makeDirectory({
      'project/main.yml': [play([debug(answers, { name: 'answers' })], prompting)],
    });
    const passwords = {
      '^Which city.*:': 'Zürich',
      '^What is the code': 'hunter22',
      '^(confirm )?Say it twice': 'repeat99',
      '^Keep the default': '',
    };
    const { events, result, statuses } = await observeWhole({ privateDataDir, playbook: 'main.yml', passwords });
    assert.equal(result?.status, 'successful');
    assert.equal(resultOf(events, 'answers')['msg'], '********/8/8/as it was', 'an answer to a prompt is masked');
    assert.deepEqual(
      statuses.map(({ status }) => status),
      ['starting', 'running', 'successful'],
    );
    assert.equal(namesOf(events).filter((name) => name === 'playbook_on_vars_prompt').length, 4);
  });

  test('the first pattern in order answers where several match, for become and vault alike', async () => {
    const privateDataDir = makeDirectory({
      'project/main.yml': [play([debug('{{ hidden | length }}', { name: 'vault' })])],
    });
    const vault = join(privateDataDir, 'project/secret.yml');
    writeFileSync(vault, 'hidden: treasure-island\n');
    const passwordFile = join(makeDirectory({ vault: 'vault pass 77' }), 'vault');
    execFileSync('ansible-vault', ['encrypt', '--vault-password-file', passwordFile, vault], { stdio: 'ignore' });
    const { result, events, stdout } = await observeWhole({
      privateDataDir,
      playbook: 'main.yml',
      cmdline: `-e @${vault} --ask-vault-pass --ask-become-pass`,
      passwords: [
        ['^Vault password.*:\\s*?$', 'vault pass 77'],
        ['^BECOME password.*:\\s*?$', 'become pass 88'],
        ['password', 'wrong one'],
      ],
    });
    assert.equal(result?.status, 'successful', stdout);
    assert.equal(String(resultOf(events, 'vault')['msg']), '15');
    assert.match(stdout, /Vault password:/);
    for (const secret of ['vault pass 77', 'become pass 88']) assert.ok(!JSON.stringify(events).includes(secret));
  });

  test('pause is answered, and its own words are kept', async () => {
    const privateDataDir = makeDirectory({
      'project/main.yml': [
        play([
          { name: 'ask', 'ansible.builtin.pause': { prompt: 'Go on' }, register: 'said' },
          debug('{{ said.user_input }}', { name: 'said' }),
        ]),
      ],
    });
    const { result, events, stdout } = await observeWhole({
      privateDataDir,
      playbook: 'main.yml',
      passwords: { 'Go on:': 'yes' },
    });
    assert.equal(result?.status, 'successful', stdout);
    assert.equal(resultOf(events, 'said')['msg'], 'yes');
  });

  test('a prompt that nobody can answer is reported within seconds, as event and as status', async () => {
    const privateDataDir = makeDirectory({ 'project/main.yml': [play([], prompting)] });
    const began = performance.now();
    let reportedAfter = 0;
    const { events, statuses, result } = await observeWhole(
      {
        privateDataDir,
        playbook: 'main.yml',
        settings: { pexpect_timeout: 1 },
        passwords: { 'something else': 'xxxx' },
      },
      async (run) => {
        await waitForEvent(run, ({ event }) => event === 'warning');
        reportedAfter = performance.now() - began;
        run.cancel();
      },
    );
    assert.deepEqual([result?.status, result?.rc], ['canceled', 254]);
    assert.ok(reportedAfter < 20_000, `${reportedAfter} ms`);
    const waiting = statuses.find((status) => 'waiting_for_input' in status) as RunningStatus | undefined;
    assert.match(waiting?.waiting_for_input?.prompt ?? '', /Which city/);
    const warning = events.find(({ event }) => event === 'warning');
    assert.match(JSON.stringify(warning?.event_data), /Which city/);
    assert.deepEqual(
      statuses.map(({ status }) => status),
      ['starting', 'running', 'running', 'canceled'],
    );
  });
});
