import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findCanaries, listFiles, makeCanary, searchDirectory } from '../lib/canaries.mjs';
import { expectNobody, makeMark } from '../lib/marked-processes.mjs';
import { findProcesses } from '../lib/processes.mjs';
import { closeReceivers, startReceiver } from '../lib/receivers.mjs';

export const row = {
  number: 17,
  promise: 'secrets are in no event, artifact, log, process list and on no wire',
  deadline: { short: 240 },
  async prove(lab) {
    const rounds = lab.pick(1, 20);
    let places = 0;
    try {
      for (let round = 1; round <= rounds; round += 1) {
        const found = await Promise.all([
          proveLive(lab, `live-${round}`),
          proveKilled(lab, `killed-${round}`),
          proveRemote(lab, `remote-${round}`),
        ]);
        places += found.reduce((sum, count) => sum + count, 0);
      }
    } finally {
      await closeReceivers();
    }
    return {
      tried: `canaries from ${sourceCount} sources, which a play shows in plain text, JSON, base64, addresses and quotation marks: a run with three plugins, one that is killed and recovered, a remote job`,
      times: rounds * 3,
      lost: 0,
      notes: [
        `${places} places searched for each canary in 7 spellings: files, memory, processes, http, zeromq, Python's plugins, a worker's words`,
      ],
    };
  },
};

/** Characters that JSON, shells, addresses and YAML spell in other ways. */
const awkward = `"\\ü'$ %`;
const sourceCount = 17;

/** Where each comes from. */
function makeCanaries(random) {
  const awkwardOnes = [
    'envvars',
    'extravars',
    'nestedExtravars',
    'promptAnswer',
    'redactValue',
    'redactName',
    'authData',
    'inherited',
  ];
  const plainOnes = ['vaultPassword', 'header', 'urlPassword', 'urlToken', 'databaseUrl', 'noLog', 'noLogItem'];
  return Object.fromEntries([
    ...awkwardOnes.map((name) => [name, makeCanary(random, awkward)]),
    ...plainOnes.map((name) => [name, makeCanary(random)]),
    // Secret is the whole value of a header.
    ['cookie', makeCanary(random, 'session=')],
  ]);
}

/** A place with all of them in its inputs, and a play that shows whatever it can get hold of. */
function makePlace(lab, name, plugins, url, settings = {}) {
  const canaries = makeCanaries(lab.random);
  const project = lab.makeProject(name, plugins);
  const directory = join(project, 'private');
  const [home, temporary] = [lab.folder(`${name}/home`), lab.folder(`${name}/tmp`)];
  const key = makeSshKey(lab.folder(`${name}/key`), canaries);
  const value = (source) => canaries[source].value;
  const mark = makeMark();
  const inputs = {
    'env/settings': {
      redact_values: [value('redactValue')],
      redact_names: ['^my_special$'],
      container_auth_data: { host: 'registry.example', username: 'me', password: value('authData') },
      runner_http_url: addCredentials(url, value('urlPassword'), value('urlToken')),
      runner_http_headers: { 'x-api-key': value('header'), cookie: value('cookie') },
      ...settings,
    },
    'env/envvars': { LAB_API_TOKEN: value('envvars'), [mark]: '1' },
    'env/extravars': {
      db_password: value('extravars'),
      deep: { credentials: { list: [value('nestedExtravars')] } },
      database_url: `postgres://me:${value('databaseUrl')}@db.example/x`,
      plain: `before ${value('redactValue')} after`,
      my_special: value('redactName'),
    },
    'env/passwords': { '^Say it.*:': value('promptAnswer'), '^Vault password': value('vaultPassword') },
    'env/cmdline': '--ask-vault-pass -vvv --diff',
    'env/ssh_key': key,
    'project/site.json': [makePlay(directory)],
    // What the play tells: the inputs of plugins and of the runner itself, which it could not know otherwise.
    'project/tell.txt': Object.entries(canaries)
      .flatMap(([source, canary]) => (source.startsWith('noLog') ? [] : [canary.value]))
      .join('\n'),
    'project/hidden.txt': `${value('noLog')} ${value('noLogItem')}`,
    'project/vault.yml': 'vaulted: nothing\n',
  };
  for (const [path, content] of Object.entries(inputs)) {
    writeFileSync(join(directory, path), typeof content === 'string' ? content : JSON.stringify(content), {
      mode: 0o600,
    });
  }
  encryptVault(lab, directory, value('vaultPassword'));
  const env = { ...lab.env, HOME: home, TMPDIR: temporary, LAB_INHERITED_PASSWORD: value('inherited'), NO_PROXY: '*' };
  const isInput = (path) => path.startsWith(join(directory, 'env')) || path.startsWith(join(directory, 'project'));
  return {
    canaries,
    project,
    directory,
    env,
    mark,
    isInput,
    go: join(directory, 'project/go'),
    before: listTemporary(),
  };
}

function addCredentials(url, password, token) {
  const address = new URL(url);
  address.username = 'lab';
  address.password = password;
  address.searchParams.set('token', token);
  return address.href;
}

function makeSshKey(folder, canaries) {
  const path = join(folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', path]);
  const key = readFileSync(path, 'utf8');
  rmSync(folder, { recursive: true });
  // Its first line is the same for every key.
  const needles = key
    .split('\n')
    .filter((line) => line.length > 20 && !line.startsWith('---'))
    .slice(1);
  canaries.sshKey = { value: key, needles };
  return key;
}

function encryptVault(lab, directory, password) {
  const file = join(lab.folder('vault'), password.slice(0, 4));
  writeFileSync(file, password);
  const words = ['encrypt', '--vault-password-file', file, join(directory, 'project/vault.yml')];
  execFileSync('ansible-vault', words, { env: lab.env, stdio: 'ignore' });
  rmSync(file);
}

/** It waits in its last task for a file, so that somebody can look around. */
function makePlay(directory) {
  const values = ['db_password', 'deep.credentials.list[0]', 'database_url', 'plain', 'my_special', 'asked'].map(
    (name) => `{{ ${name} }}`,
  );
  const tell = `{{ lookup('file', '${join(directory, 'project/tell.txt')}') }}`;
  const pass = (value, filter) => value.replace(' }}', ` | ${filter} }}`);
  const filters = ['to_json', 'b64encode', 'urlencode', 'quote'];
  const hidden = `cat ${join(directory, 'project/hidden.txt')}`;
  const tasks = [
    { name: 'tell', debug: { msg: [tell, ...values] } },
    { name: 'spell', debug: { msg: filters.flatMap((filter) => values.map((value) => pass(value, filter))) } },
    { name: 'nest', debug: { msg: pass(tell, 'to_json | to_json') } },
    { name: 'loop', debug: { msg: '{{ item }}' }, loop: values.slice(0, 2) },
    { name: 'environment', shell: 'env; env >&2; exit 1', ignore_errors: true },
    { name: 'fail', fail: { msg: tell }, ignore_errors: true },
    { name: 'diff', copy: { content: tell, dest: '/dev/null' }, check_mode: true, ignore_errors: true },
    { name: 'slurp', slurp: { src: join(directory, 'project/tell.txt') } },
    { name: 'stats', set_stats: { data: { kept: '{{ db_password }}' } } },
    { name: 'hidden', shell: `${hidden}; exit {{ item }}`, loop: [0, 1], no_log: true, ignore_errors: true },
    { name: 'say so', copy: { content: '', dest: join(directory, 'project/waits') } },
    { name: 'wait', wait_for: { path: join(directory, 'project/go'), sleep: 1, timeout: 120 } },
  ];
  const vars_prompt = [{ name: 'asked', prompt: 'Say it', private: false }];
  return { hosts: 'localhost', gather_facts: false, vars_files: ['vault.yml'], vars_prompt, tasks };
}

const recorder = `
import json, os
def write(config, data):
    with open(os.environ['LAB_RECORD'], 'a') as file:
        file.write(json.dumps([config.ident, config.command, data]) + '\\n')
status_handler = event_handler = write
`;

async function proveLive(lab, name) {
  const waits = makeWaiting();
  const receiver = await startReceiver({ answer: waits.answer });
  const zeromq = await listenToZeromq(lab, name);
  const place = makePlace(lab, name, ['http', 'zeromq', 'python-bridge'], receiver.url, {
    runner_socket_url: zeromq.address,
    python_plugins: ['recorder'],
    delivery: { drain_timeout: 30 },
  });
  const { canaries, directory, env } = place;
  const record = join(lab.folder(`${name}-record`), 'python');
  const more = { PYTHONPATH: installPythonPlugin(lab.folder(`${name}-python`)), LAB_RECORD: record };
  const log = join(lab.folder(`${name}-record`), 'log');
  const words = ['run', directory, '-p', 'site.json', '-i', 'r', '--debug', '--logfile', log];
  const run = lab.callboard(words, { cwd: place.project, env: { ...env, ...more } });
  await Promise.race([waits.reached, run.ended.then((ended) => lab.fail(`${name}: it ended too early`, ended))]);
  const meanwhile = searchWhileRunning(place);
  writeFileSync(place.go, '');
  const ended = await run.ended;
  assert.equal(ended.code, 0, `${ended.stdout.slice(-2000)}${ended.stderr}`);
  await zeromq.end();
  const wires = {
    stdout: ended.stdout,
    stderr: ended.stderr,
    http: receiver.received.map(({ body }) => body).join('\n'),
    'http headers': receiver.received.map(({ headers }) => JSON.stringify(withoutOurs(headers))).join('\n'),
    zeromq: readFileSync(zeromq.saved),
    python: readFileSync(record),
    log: readFileSync(log),
  };
  const seen = [...meanwhile, ...searchPlace(lab, place), ...searchWires(canaries, wires)];
  if (seen.length > 0) lab.fail(`${name}: secrets can be seen`, seen);
  assertShown(ended.stdout);
  return Object.keys(wires).length + listFiles(lab.directory).length;
}

/** Headers that carry credentials are there to do so, as the address is. */
function withoutOurs({ authorization: _1, cookie: _2, 'x-api-key': _3, ...rest }) {
  return rest;
}

async function proveKilled(lab, name) {
  const waits = makeWaiting();
  const receiver = await startReceiver({ answer: waits.answer });
  const place = makePlace(lab, name, ['http'], receiver.url, { stop_grace: 1 });
  const run = lab.callboard(['run', place.directory, '-p', 'site.json', '-i', 'r'], {
    cwd: place.project,
    env: place.env,
  });
  await Promise.race([waits.begun, run.ended.then((ended) => lab.fail(`${name}: it ended too early`, ended))]);
  // From here on nobody but Ansible itself writes: all that the play shows is left to the recovery.
  run.kill('SIGSTOP');
  while (!existsSync(join(place.directory, 'project/waits'))) await wait(50);
  run.kill('SIGKILL');
  await run.ended;
  await expectNobody(lab, place.mark, 20, name);
  const shown = await lab.callboard(['show', place.directory, '-i', 'r'], { cwd: place.project, env: place.env }).ended;
  assert.equal(shown.code, 0, shown.stderr);
  const { stdout } = await lab.callboard(['events', place.directory, '-i', 'r', '--stdout'], { cwd: place.project })
    .ended;
  const wires = { show: shown.stdout, events: stdout, http: receiver.received.map(({ body }) => body).join('\n') };
  const seen = [...searchPlace(lab, place), ...searchWires(place.canaries, wires)];
  if (seen.length > 0) lab.fail(`${name}: secrets can be seen after a recovery`, seen);
  assertShown(stdout);
  return Object.keys(wires).length;
}

/** What goes to the worker holds the secrets, as it must. Nothing that comes back does. */
async function proveRemote(lab, name) {
  const place = makePlace(lab, name, [], 'http://127.0.0.1:9/');
  writeFileSync(place.go, '');
  const call = (words, input = '') => {
    const child = lab.callboard(words, { cwd: place.project, env: place.env, stdio: ['pipe', 'pipe', 'pipe'] });
    child.process.stdin.end(input);
    return child.ended;
  };
  const job = await call(['transmit', place.directory, '-p', 'site.json', '-i', 'r']);
  assert.equal(job.code, 0, job.stderr);
  const said = await call(['worker'], job.stdout);
  assert.equal(said.code, 0, `${said.stdout.slice(0, 3000)}${said.stderr}`);
  const results = lab.folder(`${name}-results`);
  const received = await call(['process', results, '-i', 'r'], said.stdout);
  assert.equal(received.code, 0, received.stderr);
  const wires = {
    said: said.stdout,
    'worker’s stderr': said.stderr,
    received: received.stdout,
    stderr: received.stderr,
  };
  const packed = unpackZip(lab.folder(`${name}-zip`), said.stdout);
  const seen = [
    ...searchPlace(lab, place),
    ...searchDirectory(place.canaries, results),
    ...searchDirectory(place.canaries, packed),
    ...searchWires(place.canaries, wires),
  ];
  if (seen.length > 0) lab.fail(`${name}: secrets come back from the worker`, seen);
  assertShown(received.stdout);
  return Object.keys(wires).length;
}

/** The worker's archive is compressed: nothing can be seen in it as it is. */
function unpackZip(folder, said) {
  const [, size, rest] = /\{"zipfile": ?(\d+)\}\n?([\s\S]*)/.exec(said);
  const encoded = rest.slice(0, Math.ceil(Number(size) / 3) * 4);
  const zip = join(folder, 'said.zip');
  writeFileSync(zip, Buffer.from(encoded, 'base64'));
  execFileSync('python3', ['-m', 'zipfile', '-e', zip, folder]);
  rmSync(zip);
  return folder;
}

/** It has shown what it was to show: nothing was found because nothing was said, that would prove nothing. */
function assertShown(stdout) {
  for (const text of ['before ******** after', 'postgres://me:********@db.example/x', 'LAB_API_TOKEN']) {
    assert.ok(stdout.includes(text), `the play has not shown ${text}: ${stdout.slice(0, 3000)}`);
  }
}

/** What others on the machine can see: command lines, and files but for the transient spool. */
function searchWhileRunning({ canaries, directory, mark, isInput, env }) {
  const processes = findProcesses(mark);
  assert.ok(processes.length > 0);
  const isTransient = (path) => isInput(path) || path.includes('/artifacts/r/spool/');
  return [
    ...findCanaries(canaries, processes.join('\n')).map((name) => `${name} in a command line`),
    ...searchDirectory(canaries, directory, isTransient).map((place) => `${place} while it runs`),
    ...searchDirectory(canaries, env.TMPDIR).map((place) => `${place} while it runs`),
  ];
}

/** Every byte that is left. */
function searchPlace(lab, { canaries, project, isInput, before }) {
  const now = listTemporary().filter((path) => !before.includes(path));
  return [...searchDirectory(canaries, project, isInput), ...now.flatMap((path) => searchDirectory(canaries, path))];
}

function searchWires(canaries, wires) {
  return Object.entries(wires).flatMap(([wire, bytes]) =>
    findCanaries(canaries, bytes).map((name) => `${name} in ${wire}`),
  );
}

/** Where programs put what is to go away again. */
function listTemporary() {
  return [...new Set(['/dev/shm', '/tmp', tmpdir()])].flatMap((folder) =>
    readdirSync(folder).map((name) => join(folder, name)),
  );
}

/** What a receiver knows of how far the play is: it has begun, and reached the task that waits. */
function makeWaiting() {
  let [begin, reach] = [];
  const begun = new Promise((resolve) => (begin = resolve));
  const reached = new Promise((resolve) => (reach = resolve));
  const answer = ({ body }, response) => {
    const { event, event_data } = JSON.parse(body);
    if (event === 'playbook_on_play_start') begin();
    if (event === 'runner_on_start' && event_data.task === 'wait') reach();
    response.end();
  };
  return { begun, reached, answer };
}

async function listenToZeromq(lab, name) {
  const saved = join(lab.folder(`${name}-record`), 'zeromq');
  const project = lab.makeProject(`${name}-zeromq`, ['zeromq']);
  const words = ['listen', '--zeromq', 'tcp://127.0.0.1:*', '--save', saved, '--json'];
  const child = lab.callboard(words, { cwd: project });
  const [, address] = await child.said(/listening at (\S+)/);
  const end = async () => {
    child.kill('SIGTERM');
    await child.ended;
  };
  return { saved, address, end };
}

/** As pip leaves it. @returns what belongs on PYTHONPATH */
function installPythonPlugin(folder) {
  const info = join(folder, 'recorder_plugin-1.0.dist-info');
  mkdirSync(info, { recursive: true });
  writeFileSync(join(info, 'METADATA'), 'Metadata-Version: 2.1\nName: recorder-plugin\nVersion: 1.0\n');
  writeFileSync(join(info, 'entry_points.txt'), '[ansible_runner.plugins]\nrecorder = recorder_plugin\n');
  writeFileSync(join(folder, 'recorder_plugin.py'), recorder);
  return folder;
}
