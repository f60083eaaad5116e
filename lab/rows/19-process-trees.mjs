import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { programs } from '../lib/folders.mjs';
import { endProcesses, expectNobody, makeMark } from '../lib/marked-processes.mjs';
import { findProcesses } from '../lib/processes.mjs';
import { readRun } from '../lib/read-run.mjs';
import { tryEach } from '../lib/try-each.mjs';

export const row = {
  number: 19,
  promise: 'the whole process tree ends: on cancel, on timeout, on stop, and when runner or supervisor are killed',
  async prove(lab) {
    const rounds = lab.pick(1, 40);
    const chosen = ways.filter(({ isRare }) => lab.pick(!isRare, true));
    const cases = Array.from({ length: rounds }, (_, at) =>
      chosen.map((way) => ({ ...way, name: `${way.name}-${at}` })),
    ).flat();
    const seconds = [];
    await tryEach(cases, async (way) => void seconds.push(await prove(lab, way)));
    return {
      tried:
        'tasks that ignore SIGTERM, double-fork into sessions of their own, fork without end, breed, stand still, clear their environment, or run async; ended in every way that there is',
      times: cases.length,
      lost: 0,
      notes: [
        `gone ${Math.max(...seconds).toFixed(1)} s after the end was asked for, at the latest; 0.5 s of it is the grace`,
      ],
    };
  },
};

/** How the end comes, and how the run has ended then. Undefined: whoever was to say so is gone. */
const ways = [
  // First, because it takes longest. On a very busy machine the time is over while the tree still grows.
  {
    name: 'timeout',
    end: () => undefined,
    settings: { job_timeout: 8 },
    code: 254,
    status: 'timeout',
    mayComeEarly: true,
  },
  { name: 'cancel', end: ({ run }) => run.kill('SIGTERM'), code: 254, status: 'canceled' },
  {
    name: 'cancel-twice',
    isRare: true,
    end: ({ run }) => {
      run.kill('SIGINT');
      run.kill('SIGINT');
    },
    code: 254,
    status: 'canceled',
  },
  { name: 'stop', command: 'start', end: ({ lab, directory }) => lab.callboard(['stop', directory]).ended },
  { name: 'runner-killed', end: ({ run }) => run.kill('SIGKILL'), status: 'error' },
  { name: 'supervisor-killed', end: killSupervisor, code: 1, status: 'error', cannotFindStripped: true },
];

async function prove(
  lab,
  { name, end, settings = {}, command = 'run', code, status, cannotFindStripped, mayComeEarly },
) {
  const mark = makeMark();
  const directory = lab.folder(name);
  const ready = prepare(lab, directory, { stop_grace: 0.5, ...settings }, mark);
  try {
    const run = lab.callboard([command, directory, '-p', 'busy.json', '-i', 'r', '-q']);
    let isOver = false;
    const over = run.ended.finally(() => (isOver = command === 'run'));
    // All kinds, and most of those that one of them breeds.
    const isBusy = () => existsSync(join(ready, 'ready')) && findProcesses(mark).length > 15;
    while (!isOver && !isBusy()) await wait(20);
    if (isOver && !mayComeEarly) lab.fail(`${name}: it ended before the task was busy`, await over);
    const stripped = readStripped(ready);
    if (!isOver) assert.ok(isThere(stripped), name);
    const began = performance.now();
    await end({ lab, run, directory });
    const ended = await over;
    await expectNobody(lab, mark, 15, name);
    const seconds = (performance.now() - began) / 1000;
    if (!cannotFindStripped && isThere(stripped)) lab.fail(`${name}: a process without environment is left`, stripped);
    if (code !== undefined) assert.equal(ended.code, code, `${name}: ${ended.stderr}`);
    await expectWholeRun(lab, directory, name, status ?? 'canceled');
    return seconds;
  } finally {
    endProcesses(mark);
    endStripped(ready);
  }
}

function prepare(lab, directory, settings, mark) {
  const ready = lab.folder(`${directory}/ready`.slice(lab.directory.length + 1));
  const env = lab.folder(`${directory}/env`.slice(lab.directory.length + 1));
  const project = lab.folder(`${directory}/project`.slice(lab.directory.length + 1));
  writeFileSync(join(env, 'settings'), JSON.stringify(settings));
  writeFileSync(join(env, 'envvars'), JSON.stringify({ [mark]: '1' }));
  const mischief = `exec {{ ansible_playbook_python }} ${join(programs, 'mischief.py')} ${ready}`;
  const tasks = [
    { name: 'in the background', command: 'sleep 121', async: 300, poll: 0 },
    { name: 'mischief', shell: mischief },
  ];
  writeFileSync(join(project, 'busy.json'), JSON.stringify([{ hosts: 'localhost', gather_facts: false, tasks }]));
  return ready;
}

/** The run is completed by whoever looks at it, if not before. */
async function expectWholeRun(lab, directory, name, status) {
  const shown = await lab.callboard(['show', directory, '-i', 'r', '--json']).ended;
  assert.equal(shown.code, 0, `${name}: ${shown.stderr}`);
  const { statuses, problems } = readRun(lab, join(directory, 'artifacts/r'));
  if (problems.length > 0) lab.fail(`${name}: the run is not whole`, problems);
  assert.equal(statuses.at(-1).status, status, name);
}

/** A child of the runner's: it is in a session of its own. */
function killSupervisor({ lab, run }) {
  const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && readParent(pid) === run.pid);
  const found = children.find((pid) => readCommand(pid).includes('supervisor.py'));
  if (!found) lab.fail('there is no supervisor', children.map(readCommand));
  process.kill(Number(found), 'SIGKILL');
}

function readParent(pid) {
  return Number(readProc(pid, 'stat').split(') ').at(-1)?.split(' ')[1]);
}

function readCommand(pid) {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ');
}

function readProc(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}

/** Only its number tells it, and when it began: its mark went with its environment. */
function readStripped(ready) {
  const pid = existsSync(join(ready, 'strips')) ? readFileSync(join(ready, 'strips'), 'utf8') : '0';
  return { pid, began: readBeginning(pid) };
}

function isThere({ pid, began }) {
  return began !== undefined && readBeginning(pid) === began;
}

/** Undefined where it has ended. */
function readBeginning(pid) {
  const [state, ...rest] = readProc(pid, 'stat').split(') ').at(-1).split(' ');
  return state === 'Z' ? undefined : rest[18];
}

function endStripped(ready) {
  const stripped = readStripped(ready);
  if (isThere(stripped) && readCommand(stripped.pid).includes('time.sleep'))
    process.kill(Number(stripped.pid), 'SIGKILL');
}
