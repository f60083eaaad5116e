import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPlugin } from '../lib/install-plugin.mjs';
import { endProcesses, expectNobody, makeMark } from '../lib/marked-processes.mjs';
import { readRun } from '../lib/read-run.mjs';
import { closeReceivers, startReceiver } from '../lib/receivers.mjs';
import { listReceived } from '../lib/recorded-project.mjs';
import { writeScenario } from '../lib/scenarios.mjs';
import { tryEach } from '../lib/try-each.mjs';

export const row = {
  number: 18,
  promise:
    'a plugin that throws, hangs, exits or talks nonsense: the run fails with its name, or goes on; nothing of the play is left, other sinks are served',
  async prove(lab) {
    const cases = lab.pick(
      allCases.filter(({ isRare }) => !isRare),
      Array.from({ length: 12 }, () => allCases).flat(),
    );
    try {
      await tryEach(
        cases.map((one, at) => ({ ...one, name: `${at}-${one.name}` })),
        (one) => prove(lab, one),
      );
    } finally {
      await closeReceivers();
    }
    return {
      tried:
        'plugins of both forms that throw, hang, exit, answer with nonsense or cannot be loaded, when they are loaded, opened, called and closed',
      times: cases.length,
      lost: 0,
    };
  },
};

const onStart = (what) =>
  `export function eventHandler(config, event) { if (event.event === 'runner_on_start') ${what} }`;
const sink = (members) => `
  import { setTimeout } from 'node:timers/promises';
  export default { contractVersion: 1, name: 'bad', settings: {}, ${members} };`;
const never = 'new Promise(() => {})';

/**
 * `outcome`, what must come of it: the play is `stopped`; the run is `refused` before Ansible starts; it `goesOn` as if
 * nothing were wrong; it goes on and the plugin `owes`; the runner `vanishes`.
 */
const allCases = [
  { name: 'handler-throws', source: onStart(`throw new TypeError('it broke');`), outcome: 'stopped', says: /it broke/ },
  {
    name: 'handler-rejects',
    source: onStart(`return Promise.reject(new Error('it broke later'));`),
    outcome: 'stopped',
    says: /it broke later/,
    isRare: true,
  },
  {
    name: 'handler-throws-nothing',
    source: onStart(`throw undefined;`),
    outcome: 'stopped',
    says: /bad/,
    isRare: true,
  },
  {
    name: 'handler-hangs',
    source: onStart(`return ${never};`),
    options: { handler_timeout: 0.5 },
    outcome: 'stopped',
    says: /longer than 0.5 s/,
  },
  { name: 'handler-exits', source: onStart('process.exit(7);'), outcome: 'vanishes', code: 7 },
  {
    name: 'handler-kills',
    source: onStart(`process.kill(process.pid, 'SIGKILL');`),
    outcome: 'vanishes',
    isRare: true,
  },
  {
    name: 'handler-throws-outside',
    source: onStart(`setTimeout(() => { throw new Error('outside of the call'); });`),
    outcome: 'vanishes',
    isRare: true,
  },
  {
    name: 'handler-status-throws',
    source: `export function statusHandler(config, { status }) { if (status === 'running') throw new Error('no'); }`,
    outcome: 'stopped',
    says: /statusHandler/,
    isRare: true,
  },
  {
    name: 'handler-throws-continue',
    source: `export function eventHandler() { throw new Error('it broke'); }`,
    options: { on_plugin_error: 'continue' },
    outcome: 'goesOn',
    says: /bad/,
  },
  {
    name: 'handler-hangs-continue',
    source: `export function eventHandler() { return ${never}; }`,
    options: { on_plugin_error: 'continue', handler_timeout: 0.2 },
    outcome: 'goesOn',
    says: /bad/,
    isRare: true,
  },
  {
    name: 'handler-answers-nonsense',
    source: `const said = [42, 'no', {}, false, null, Symbol('x'), () => {}, NaN]; let at = 0;
      export function eventHandler() { return said[at++ % said.length]; }
      export function statusHandler() { return Promise.resolve(false); }`,
    outcome: 'goesOn',
  },
  {
    name: 'handler-spoils-what-it-is-given',
    source: `export function eventHandler(config, event) { for (const key of Object.keys(event)) delete event[key]; }`,
    outcome: 'goesOn',
    isRare: true,
  },
  { name: 'load-throws', source: `throw new Error('not today');`, outcome: 'refused', says: /not today/ },
  { name: 'load-syntax', source: `export function (`, outcome: 'refused', says: /ERR_PLUGIN_LOAD/, isRare: true },
  { name: 'load-no-plugin', source: `export default 42;`, outcome: 'refused', says: /is no plugin/, isRare: true },
  {
    name: 'load-other-contract',
    source: `export default { contractVersion: 99, name: 'bad', deliver() {} };`,
    outcome: 'refused',
    says: /version 99/,
    isRare: true,
  },
  {
    name: 'sink-throws',
    source: sink(`deliver() { throw new Error('down below'); }`),
    outcome: 'owes',
    says: /down below/,
  },
  {
    name: 'sink-hangs',
    source: sink(`deliver() { return ${never}; }`),
    options: { attempt_timeout: 0.2 },
    outcome: 'owes',
    says: /no answer within 0.2 s/,
  },
  // The first batch may hold all that there is until the long task ends.
  {
    name: 'sink-exits',
    source: sink(`deliver(batch) { if (batch.at(-1).n > 4) process.exit(9); return { outcome: 'delivered' }; }`),
    outcome: 'vanishes',
    code: 9,
  },
  {
    name: 'sink-answers-nonsense',
    source: sink(
      `at: 0, deliver() { const said = [undefined, 'ok', 1, {}, { outcome: 'fine' }, null, []]; return said[this.at++ % said.length]; }`,
    ),
    outcome: 'owes',
    says: /returned no result/,
  },
  {
    name: 'sink-open-throws',
    source: sink(`open() { throw new Error('no key'); }, deliver() {}`),
    outcome: 'refused',
    says: /no key/,
  },
  {
    name: 'sink-open-throws-continue',
    source: sink(`open() { throw new Error('no key'); }, deliver() {}`),
    options: { on_plugin_error: 'continue' },
    outcome: 'goesOn',
    says: /no key/,
  },
  {
    name: 'sink-close-throws',
    source: sink(`deliver() { return { outcome: 'delivered' }; }, close() { throw new Error('ajar'); }`),
    outcome: 'goesOn',
    isRare: true,
  },
  {
    name: 'sink-throws-outside',
    source: sink(
      `deliver(batch) { if (batch.at(-1).n > 4) setTimeout(0).then(() => { throw new Error('outside of the call'); }); return { outcome: 'delivered' }; }`,
    ),
    outcome: 'vanishes',
    isRare: true,
  },
];

async function prove(lab, one) {
  const receiver = await startReceiver();
  const mark = makeMark();
  const place = prepare(lab, one, receiver.url, mark);
  const ident = 'r';
  const artifactDir = join(place.directory, 'artifacts', ident);
  const lasts = one.outcome === 'stopped' || one.outcome === 'vanishes';
  const program = lasts ? ['-p', 'long.yml'] : ['-p', place.playbook, '-b', lab.fakeAnsible];
  try {
    const run = lab.callboard(['run', place.directory, ...program, '-i', ident], { cwd: place.project });
    const ended = await run.ended;
    await outcomes[one.outcome](lab, { ...place, ...one, ended, artifactDir, receiver });
    await expectNobody(lab, mark, 10, one.name);
  } finally {
    endProcesses(mark);
  }
  if (one.outcome === 'refused') return;
  const { events, statuses, problems } = readRun(lab, artifactDir);
  if (problems.length > 0) lab.fail(`${one.name}: the run is not whole`, problems);
  if (lasts && events.some(({ event }) => event === 'playbook_on_stats'))
    lab.fail(`${one.name}: the play was not stopped`);
  const ids = Array.from({ length: events.length + statuses.length }, (_, at) => `${ident}:${at + 1}`);
  assert.deepEqual([...new Set(listReceived(receiver))], ids, `${one.name}: the other sink has all of it, in order`);
}

function prepare(lab, { name, source, options = {} }, url, mark) {
  const project = lab.makeProject(name, ['http'], {
    runner_http_url: url,
    stop_grace: 0.5,
    plugins: {
      http: { drain_timeout: 20 },
      bad: { drain_timeout: 0.5, retry_initial: 0.02, retry_max: 0.1, ...options },
    },
  });
  installPlugin(project, 'callboard-plugin-bad', source);
  const directory = join(project, 'private');
  writeFileSync(join(directory, 'env/envvars'), JSON.stringify({ [mark]: '1' }));
  const tasks = [{ debug: { msg: 'first' } }, { shell: 'sleep 20' }];
  const play = [{ hosts: 'localhost', gather_facts: false, tasks }];
  writeFileSync(join(directory, 'project/long.yml'), JSON.stringify(play));
  return { project, directory, playbook: writeScenario(directory, 'short', { events: 10 }) };
}

/** What must have come of it. */
const outcomes = {
  stopped: (lab, { name, says, ended: { code, stderr }, artifactDir }) => {
    assert.match(stderr, /ERR_PLUGIN_THREW: .*plugin bad/, name);
    assert.match(stderr, says, name);
    assert.ok(code === 1 || code === 254, `${name}: exit code ${code}`);
    assert.equal(readFileSync(join(artifactDir, 'status'), 'utf8'), 'error', name);
  },
  refused: (lab, { name, says, ended: { code, stderr }, artifactDir }) => {
    assert.equal(code, 1, `${name}: ${stderr}`);
    assert.match(stderr, /ERR_PLUGIN_(LOAD|OPEN|CONTRACT): .*bad/, name);
    assert.match(stderr, says, name);
    assert.ok(!existsSync(join(artifactDir, 'stdout')) || readFileSync(join(artifactDir, 'stdout')).length === 0, name);
  },
  goesOn: (lab, { name, says, ended: { code, stderr }, artifactDir }) => {
    assert.equal(code, 0, `${name}: ${stderr}`);
    if (says) assert.match(stderr, says, name);
    assert.equal(readFileSync(join(artifactDir, 'status'), 'utf8'), 'successful', name);
  },
  owes: (lab, { name, says, ended: { code, stderr }, artifactDir }) => {
    assert.equal(code, 0, `${name}: ${stderr}`);
    const { owed, delivered, trouble } = JSON.parse(readFileSync(join(artifactDir, 'delivery/bad.json'), 'utf8'));
    assert.ok(owed > 0 && delivered === 0, `${name}: it owes what it never delivered`);
    assert.match(trouble, says, name);
  },
  /** Whoever comes next completes the run, and serves the others. */
  vanishes: async (lab, { name, code, ended, project, directory }) => {
    if (code !== undefined) assert.equal(ended.code, code, `${name}: ${ended.stderr}`);
    else assert.notEqual(ended.code, 0, name);
    const resumed = await lab.callboard(['deliver', directory, '--plugin', 'http'], { cwd: project }).ended;
    assert.equal(resumed.code, 0, `${name}: ${resumed.stderr}`);
  },
};
