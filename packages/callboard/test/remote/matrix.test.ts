import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeWithAnsible, type Json, localHosts, makeDirectory, shell } from '../run/helpers.js';
import { noPeer, runStep, type Side, scratch, sides } from './helpers.js';

const canaries = { password: 'canary-vault-0815', extra: 'canary-extra-4711', env: 'canary-env-1337' };

/** Roles, a vault whose password is asked for, extra variables, environment, an ssh key, and a task that fails. */
function makeJob(): string {
  const root = makeDirectory({
    'inventory/hosts.json': localHosts('alpha', 'beta'),
    'env/extravars': { api_token: canaries.extra, colour: 'blue' },
    'env/envvars': { DB_PASSWORD: canaries.env, CITY: 'Rome' },
    'env/passwords': { '^Vault password:\\s*?$': canaries.password },
    'env/cmdline': '--ask-vault-pass',
    'project/roles/shop/tasks/main.yml': [
      { name: 'the role says', 'ansible.builtin.debug': { msg: 'shop in {{ colour }} with {{ hidden | length }}' } },
    ],
    'project/vault.txt': canaries.password,
    'project/all.yml': [
      {
        hosts: 'all',
        gather_facts: false,
        vars_files: ['secret.yml'],
        roles: ['shop'],
        tasks: [
          shell('echo $CITY; test -n "$DB_PASSWORD"', { name: 'environment' }),
          shell('ssh-add -l | wc -l', { name: 'key' }),
          { name: 'facts', 'ansible.builtin.set_fact': { shade: 'dark', cacheable: true } },
        ],
      },
    ],
    'project/failing.yml': [
      {
        hosts: 'all',
        gather_facts: false,
        tasks: [shell('exit 3', { name: 'fails on beta', when: "inventory_hostname == 'beta'" })],
      },
    ],
    'project/secret.yml': { hidden: 'behind the vault' },
  });
  const vault = ['encrypt', '--vault-password-file', join(root, 'project/vault.txt'), join(root, 'project/secret.yml')];
  execFileSync('ansible-vault', vault, { stdio: 'pipe' });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(root, 'env/ssh_key')]);
  return root;
}

interface Kept {
  readonly code: number | null;
  readonly files: readonly string[];
  readonly content: Readonly<Record<string, string>>;
  readonly events: readonly Json[];
  readonly all: string;
}

/** What a run left, without what differs from run to run. */
function readKept(root: string, code: number | null): Kept {
  const directory = join(root, 'artifacts/job');
  const read = (name: string): string => readFileSync(join(directory, name), 'utf8');
  const events = readdirSync(join(directory, 'job_events'))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((name) => JSON.parse(read(`job_events/${name}`)) as Json);
  const files = readdirSync(directory).filter((name) => !/^(journal\.ndjson|stderr|fact_cache)$/.test(name));
  const content = Object.fromEntries(['stdout', 'rc', 'status'].map((name) => [name, stripTimes(read(name))]));
  const all = execFileSync('grep', ['-r', '.', root, '--include=*', '-h'], { maxBuffer: 2 ** 28 }).toString();
  return { code, files: files.sort(), content, events: events.map(normalise), all };
}

function stripTimes(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+|0:00:\d\d\.\d+/g, 'T')
    .replaceAll(new RegExp(`${scratch}/[\\w-]+`, 'g'), '/unpacked');
}

/** Which events came, in which order, with which text and result. */
function normalise({ event, counter, stdout, start_line, end_line, runner_ident, event_data }: Json): Json {
  const { task, host, res } = (event_data ?? {}) as Json;
  const { rc, msg, stdout: said } = (res ?? {}) as Json;
  const text = stripTimes(String(stdout));
  return { event, counter, text, start_line, end_line, runner_ident, task, host, rc, msg, said };
}

describeWithAnsible('every mix of ours and ansible-runner', () => {
  for (const [playbook, rc] of [
    ['all.yml', 0],
    ['failing.yml', 2],
  ] as const) {
    test(`transmit, worker and process give the same artifacts: ${playbook}`, { skip: noPeer }, async () => {
      const job = makeJob();
      const kept = new Map<string, Kept>();
      const words = ['transmit', job, '-p', playbook, '-i', 'job', '--forks', '1'];
      for (const transmit of sides) {
        const sent = await runStep(transmit, words);
        assert.deepEqual([sent.code ?? 0, sent.stderr], [0, '']);
        for (const worker of sides) {
          const said = await runStep(worker, ['worker'], sent.stdout);
          assert.deepEqual([said.code, said.stderr], [rc, ''], said.stdout.toString().slice(-2000));
          for (const process of sides)
            kept.set([transmit, worker, process].join(), await receive(job, process, said.stdout));
        }
      }
      const reference = kept.get('peer,peer,peer');
      assert.ok(reference && reference.events.length > 8);
      assert.equal(reference.content['rc'], String(rc));
      for (const [mix, { code, files, content, events, all }] of kept) {
        assert.deepEqual(files, reference.files, mix);
        assert.deepEqual(content, reference.content, mix);
        assert.deepEqual(events, reference.events, mix);
        if (!mix.endsWith('ours')) continue;
        assert.equal(code, rc, mix);
        for (const canary of Object.values(canaries)) assert.ok(!all.includes(canary), `${mix}: ${canary}`);
      }
    });
  }
});

/** Where the job was sent from: its `env/` is there, its artifacts go elsewhere. */
async function receive(job: string, side: Side, stream: Buffer): Promise<Kept> {
  const root = makeDirectory();
  cpSync(join(job, 'env'), join(root, 'env'), { recursive: true });
  const { code, stderr } = await runStep(side, ['process', root, '-i', 'job'], stream);
  assert.equal(stderr, '');
  // Only what the run left is searched for secrets.
  execFileSync('rm', ['-r', join(root, 'env')]);
  return readKept(root, code);
}
