// npm run compat: the same plays with Python's ansible-runner and with ours, compared.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runMain, SetupError } from '../scripts/setup/say.mjs';
import { setUp } from '../scripts/setup/set-up.mjs';
import { isPageCurrent, writePage } from './describe-differences.mjs';
import { differences } from './differences.mjs';
import { installPeer } from './install.mjs';
import { isBad, runScenario } from './judge.mjs';
import { describeDeclared, describeScenario } from './report.mjs';
import { scenarios } from './scenarios.mjs';

const HELP = `npm run compat -- [options]
  --ansible 2.14.18,2.19.14  versions of ansible-core (default: the newest that the Pythons on PATH can run)
  --only <text>              scenarios whose name contains it (may be repeated; /regular expression/ too)
  --quick                    the quick subset
  --self                     the peer with itself: finds what is not deterministic in a scenario
  --jobs <n>                 scenarios at once (default 2)
  --keep                     keep both sides' directories and say where
  --all                      print every difference, not only the first
  --built                    ours as it is built already
  --json                     one JSON document instead of text
  --list                     names of the scenarios
  --write-page               write docs/reference/compatibility.md from differences.mjs, and run nothing
`;

const { values: options } = parseArgs({
  options: {
    ansible: { type: 'string', default: 'newest' },
    only: { type: 'string', multiple: true },
    quick: { type: 'boolean' },
    self: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '2' },
    keep: { type: 'boolean' },
    all: { type: 'boolean' },
    built: { type: 'boolean' },
    json: { type: 'boolean' },
    list: { type: 'boolean' },
    'write-page': { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

const print = (text) => process.stdout.write(`${text}\n`);
const say = options.json ? (text) => process.stderr.write(`${text}\n`) : print;

await runMain(async () => {
  if (options.help) return print(HELP.trimEnd()) && 0;
  if (options['write-page']) return writePage();
  const names = chooseScenarios();
  if (options.list) return print(names.join('\n')) && 0;
  if (!isPageCurrent()) {
    const advice = 'npm run compat -- --write-page';
    throw new SetupError('ERR_PAGE', `docs/reference/compatibility.md is not what differences.mjs says: ${advice}`);
  }
  if (!options.built) await setUp({ ansible: 'none' });
  const results = [];
  for (const version of options.ansible.split(',')) results.push(await runVersion(version, names));
  if (options.json) print(JSON.stringify(results, null, 2));
  return results.some(({ outcomes }) => Object.values(outcomes).some(isBad)) ? 1 : 0;
});

function chooseScenarios() {
  const wanted = options.only?.map((text) => (/^\/.*\/$/.test(text) ? new RegExp(text.slice(1, -1)) : text));
  const isWanted = (name) => wanted.some((want) => (want instanceof RegExp ? want.test(name) : name.includes(want)));
  const names = Object.keys(scenarios).filter((name) => {
    const { quick, broken } = scenarios[name];
    return (!wanted || isWanted(name)) && (quick || !options.quick) && !(broken && options.self);
  });
  if (names.length > 0) return names;
  throw new SetupError('ERR_NO_SCENARIO', 'No scenario has such a name: npm run compat -- --list shows them');
}

async function runVersion(version, names) {
  const ansible = await installPeer(version);
  // Short, and without a hyphen, so that Ansible doesn't wrap it.
  const base = await mkdtemp(join(tmpdir(), 'cb'));
  const sides = options.self ? 'the peer with itself' : 'the peer and ours';
  say(`ansible-core ${ansible.version}: ${names.length} scenarios, ${sides}`);
  const outcomes = {};
  const queue = [...names];
  const workers = Array.from({ length: Number(options.jobs) }, async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      outcomes[name] = await runScenario(name, { ansible, base, self: options.self });
      say(describeScenario(name, outcomes[name], options.all ? Infinity : undefined));
    }
  });
  await Promise.all(workers);
  summarise(ansible.version, Object.values(outcomes));
  if (options.keep) say(`kept in ${base}`);
  else await rm(base, { recursive: true, force: true });
  return { ansible: ansible.version, outcomes };
}

function summarise(version, outcomes) {
  const seen = new Map();
  for (const { declared } of outcomes) {
    for (const { declaration } of declared) seen.set(declaration, (seen.get(declaration) ?? 0) + 1);
  }
  if (!options.self) say(describeDeclared(differences, seen));
  const good = outcomes.filter((outcome) => !isBad(outcome)).length;
  say(`ansible-core ${version}: ${good} of ${outcomes.length} scenarios agree`);
}
