import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWithin, expectClearEnd, makeValue, mutateBytes } from '../lib/fuzz.mjs';
import { writeScenario } from '../lib/scenarios.mjs';
import { tryEach } from '../lib/try-each.mjs';

export const row = {
  number: 24,
  promise:
    'fuzzed settings, variables, passwords, command lines and arguments: a clear error with a code, or a run; no crash, no hang',
  async prove(lab) {
    const [asProcesses, inProcess] = [lab.pick(16, 700), lab.pick(400, 20_000)];
    const codes = new Map();
    await fuzzLibrary(lab, inProcess, codes);
    await tryEach(
      Array.from({ length: asProcesses }, (_, at) => at),
      (at) => fuzzCommand(lab, at),
    );
    const counts = [...codes].sort(([, a], [, b]) => b - a).map(([code, count]) => `${code} ${count}`);
    return {
      tried:
        'random values, bytes and mutations as files of `env/`, as options of the library, and as arguments of the command',
      times: asProcesses + inProcess,
      lost: 0,
      notes: [`ends: ${counts.join(', ')}`],
    };
  },
};

const names =
  'job_timeout idle_timeout stop_grace plugins delivery redact_values redact_names fact_cache http filter omit ' +
  'drain_timeout terminal_rows container_auth_data process_isolation name ANSIBLE_CONFIG PATH PYTHONPATH __proto__ ' +
  'constructor toString length hosts tasks all localhost';
const texts = ['^pass.*:', '(', '[a-', '(?P<x>', '\\', '-e a=b', '"open', "it's", '-i inventory', '$(id)', '{{ 7*7 }}'];
const words = [...names.split(' '), ...texts];
const yaml = [
  'a: &x 1\nb: *x\n',
  'a: !vault |\n  $ANSIBLE\n',
  'a: [1, {b: c}]\n',
  '? x\n: y\n',
  '<<: *y\n',
  '--- 1\n--- 2\n',
  'a: 1\na: 2\n',
  '!!python/object:os.system {}\n',
  '&a [*a, *a]\n',
  'a: 0o17\nb: 1:30\nc: 2001-01-01\n',
  '"\\u0000"\n',
  '%YAML 9.9\n---\na: b\n',
  '\t- x\n',
];
const files = ['settings', 'envvars', 'extravars', 'passwords', 'cmdline', 'ssh_key'];

/** The text of a file that nobody meant. */
function makeContent(random) {
  const value = () =>
    JSON.stringify({ [random.pick(words)]: makeValue(random, words), [random.pick(words)]: random.below(9) });
  switch (random.below(4)) {
    case 0:
      return value();
    case 1:
      return mutateBytes(random, Buffer.from(value()));
    case 2:
      return mutateBytes(random, Buffer.from(random.text(yaml, 1 + random.below(3))), random.below(3));
    default:
      return random.bytes(random.below(60));
  }
}

/** Everything up to the start of Ansible, which is not there: a run is prepared, or refused. */
async function fuzzLibrary(lab, times, codes) {
  const { prepare } = await load(lab, 'config/prepare');
  const { CallboardError } = await load(lab, 'errors');
  const directory = lab.folder('prepared');
  for (const folder of ['env', 'project', 'inventory']) lab.folder(`prepared/${folder}`);
  writeFileSync(join(directory, 'project/site.yml'), '[]');
  for (let time = 0; time < times; time += 1) {
    const file = lab.random.pick(files);
    const content = makeContent(lab.random);
    writeFileSync(join(directory, 'env', file), content);
    const options = makeOptions(lab.random, directory);
    const began = performance.now();
    const code = await prepare(options).then(
      () => 'prepared',
      (thrown) => {
        if (thrown instanceof CallboardError) return thrown.code;
        return lab.fail(`prepare() threw no error of ours: ${thrown?.stack}`, {
          file,
          content: String(content),
          options,
        });
      },
    );
    if (performance.now() - began > 20_000)
      lab.fail('preparing takes for ever', { file, content: String(content), options });
    codes.set(code, (codes.get(code) ?? 0) + 1);
    writeFileSync(join(directory, 'env', file), '');
  }
}

const optionNames = (
  'extravars envvars passwords settings cmdline inventory playbook tags forks verbosity limit timeout ident ' +
  'roleVars rolesPath signal eventHandler artifactDir projectDir containerOptions jsonMode sshKey binary ' +
  'module'
).split(' ');

/** Mostly right, so that it gets far; what is wrong is anything. */
function makeOptions(random, privateDataDir) {
  const options = { privateDataDir, playbook: 'site.yml' };
  // With few of them, what the files say counts.
  for (let count = random.below(4) - 2; count > 0; count -= 1)
    options[random.pick(optionNames)] = makeValue(random, words);
  return options;
}

const commands = 'run start stop transmit process runs show events plugins deliveries deliver'.split(' ');
const flags = (
  '-p -i -m -r -a --hosts --inventory --limit --forks --cmdline -v -b --rotate-artifacts --artifact-dir -j ' +
  '--from --dead --all --timeout --plugin --event --host --failed --since-counter --stdout --debug --logfile ' +
  '--role-vars --file-pattern --nonsense - -- --help --version --container-image --ident=x'
).split(' ');

async function fuzzCommand(lab, at) {
  const { random } = lab;
  const directory = lab.folder(`command-${at}`);
  lab.folder(`command-${at}/env`);
  const playbook = writeScenario(directory, 'short', { events: 3 });
  const file = random.pick(files);
  const content = makeContent(random);
  writeFileSync(join(directory, 'env', file), content);
  const wild = () =>
    Array.from({ length: random.below(5) }, () => random.pick([random.pick(flags), makeArgument(random)]));
  const command = random.pick([
    ['run', directory, '-p', playbook, '-b', lab.fakeAnsible],
    [random.pick(commands), ...wild(), directory, ...wild()],
  ]);
  const child = lab.callboard(command, { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  const evidence = { command, file, content: String(content) };
  expectClearEnd(
    lab,
    `callboard ${command[0]}`,
    await endWithin(lab, `callboard ${command[0]}`, child, 45, evidence),
    evidence,
  );
  // What it has started in the background ends with it.
  if (command[0] === 'start') await lab.callboard(['stop', directory]).ended;
}

/** No NUL: the system itself refuses that. */
function makeArgument(random) {
  return JSON.stringify(makeValue(random, words, 1))
    .replaceAll('\0', '')
    .slice(0, 200);
}

function load({ product }, name) {
  return import(pathToFileURL(product.module(name)).href);
}
